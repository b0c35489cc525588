"""agents: instructions, tools and an environment, managed by the service under an id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..call import Call, Listing, json_of
from ..collection import given, item_path, listing, nothing
from ..interaction_input import plain, tools_from
from ..types import Agent, ListAgentsResponse
from .base import Colour, Resource, answers, lists

__all__ = ["Agents"]


class Agents(Resource[Colour]):
    """Managed agents, asked by `client.interactions.create(agent=id, …)`."""

    @answers
    def create(
        self,
        *,
        id: str | None = None,
        base_agent: str | None = None,
        base_environment: Any = None,
        description: str | None = None,
        system_instruction: str | None = None,
        tools: Any = None,
        agent_config: Mapping[str, Any] | None = None,
    ) -> Call[Agent]:
        """A new agent on top of `base_agent`. Source: POST agents."""
        body = given(
            id=id,
            base_agent=base_agent,
            base_environment=plain(base_environment, "base_environment"),
            description=description,
            system_instruction=system_instruction,
            tools=None if tools is None else tools_from(tools),
            agent_config=plain(agent_config, "agent_config"),
        )
        return Call("POST", "agents", json_of(Agent), body=body)

    @lists
    def list(
        self, *, page_size: int | None = None, page_token: str | None = None
    ) -> Listing[Agent]:
        """Every agent of the project. Source: GET agents."""
        page = json_of(ListAgentsResponse)
        return listing("agents", page, page_size=page_size, page_token=page_token)

    @answers
    def get(self, id: str) -> Call[Agent]:
        """One agent. Source: GET agents/{id}."""
        return Call("GET", item_path("agents", id), json_of(Agent))

    @answers
    def delete(self, id: str) -> Call[None]:
        """Remove an agent. Source: DELETE agents/{id}."""
        return Call("DELETE", item_path("agents", id), nothing)
