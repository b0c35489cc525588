"""`agents`: instructions and tools kept under an id, until the engine ends."""

from typing import Any

from gemini_magic.local.endpoints.interactions import InteractionEndpoint
from gemini_magic.local.handlers.base import VERSION
from gemini_magic.local.wire.errors import ApiError, InvalidArgument, not_found
from gemini_magic.local.wire.proto import Message, Repeated, anything, read, string, struct

_MOST_AGENTS = 200
_ID = r"/([\w.-]{1,128})"

Wire = dict[str, Any]

_AGENT = Message(
    "Agent",
    {
        "id": string,
        "base_agent": string,
        "base_environment": anything,
        "description": string,
        "system_instruction": string,
        "tools": Repeated(struct),
        "agent_config": struct,
    },
)


class Agents(InteractionEndpoint):
    @property
    def kept(self) -> dict[str, Wire]:
        agents: dict[str, Wire] = self.settings.setdefault("agents", {})
        return agents

    def found(self, id: str) -> Wire:
        if id not in self.kept:
            raise not_found(f"Agent {id!r} was not found; it was deleted or never created.")
        return self.kept[id]

    def post(self, version: str) -> None:
        agent = read(self.body_json(), _AGENT)
        if "base_environment" in agent:
            raise InvalidArgument("The local engine has no environments; leave it out.")
        id = agent.setdefault("id", f"agent-{self.engine.new_id()[:8]}")
        if id in self.kept:
            raise ApiError(409, "ALREADY_EXISTS", f"Agent {id!r} exists already; delete it first.")
        if len(self.kept) >= _MOST_AGENTS:
            raise ApiError(429, "RESOURCE_EXHAUSTED", f"{_MOST_AGENTS} agents are kept at most.")
        self.kept[id] = agent
        self.send(agent)

    def get(self, version: str) -> None:
        self.send({"agents": [self.kept[id] for id in sorted(self.kept)]})


class Agent(Agents):
    def get(self, version: str, id: str) -> None:  # type: ignore[override]
        self.send(self.found(id))

    def delete(self, version: str, id: str) -> None:
        self.found(id)
        del self.kept[id]
        self.send({})

    def post(self, version: str, id: str) -> None:  # type: ignore[override]
        raise not_found(f"The local engine has nothing at {self.request.path!r}.")


ROUTES = [(rf"{VERSION}/agents", Agents), (rf"{VERSION}/agents{_ID}", Agent)]
