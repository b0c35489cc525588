"""Interactions: create, get, cancel and delete, whole, streamed or in the background."""

import asyncio
import json
from collections.abc import Generator, Iterator
from typing import Any

from tornado.iostream import StreamClosedError

from gemini_magic.local import catalog, tokens
from gemini_magic.local.handlers.base import VERSION, Endpoint, api_error_from
from gemini_magic.local.interactions.asked import contents_from, generate_body, steps_of
from gemini_magic.local.interactions.delivery import Delivery, kinds_by_uri, whole_first
from gemini_magic.local.interactions.film import FilmTelling, filming_for
from gemini_magic.local.interactions.planning import plan_for
from gemini_magic.local.interactions.record import Begun, Record, Records, error_to_wire
from gemini_magic.local.interactions.research import Research
from gemini_magic.local.interactions.rules import check_rules
from gemini_magic.local.interactions.sources import Sources
from gemini_magic.local.interactions.told import Telling
from gemini_magic.local.interactions.tools import tools_from
from gemini_magic.local.interactions.wire import CREATE
from gemini_magic.local.project.events import Event
from gemini_magic.local.request import request_from
from gemini_magic.local.webhooks.address import checked_config
from gemini_magic.local.wire.errors import ApiError, InvalidArgument
from gemini_magic.local.wire.proto import read

_ID = r"/([\w-]+)"
# So that one who looks on sees the agent at work: its searches take a few milliseconds.
_SECONDS_BETWEEN_STEPS = 0.06

Wire = dict[str, Any]

_Prepared = tuple[Telling, Generator[Wire, None, None]]

_END: Wire = {}


class InteractionEndpoint(Endpoint):
    """A handler whose errors are in the newer dialect."""

    @property
    def records(self) -> Records:
        records: Records = self.settings.setdefault("interactions", Records())
        return records

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = api_error_from(kwargs.get("exc_info", (None, None, None))[1])
        self.set_status(error.code)
        for detail in error.details:
            if "retryDelay" in detail:  # this dialect has no details
                self.set_header("retry-after", detail["retryDelay"].removesuffix("s"))
        self.send({"error": error_to_wire(error)})

    async def stream(self, record: Record, start: int = 0) -> None:
        """The events from a place on, as they come; a client may leave without harm."""
        self.set_header("content-type", "text/event-stream")
        try:
            async for event in record.follow(start):
                data = json.dumps(event, ensure_ascii=False)
                self.write(f"event: {event['event_type']}\ndata: {data}\n\n")
                await self.flush()
                await self._pace(event.get("delta", {}).get("text", ""))
        except StreamClosedError:
            return
        except ApiError as error:
            failed = {"event_type": "error", "error": error_to_wire(error)}
            self.write(f"event: error\ndata: {json.dumps(failed, ensure_ascii=False)}\n\n")
        await self.finish("data: [DONE]\n\n")

    async def _pace(self, text: str) -> None:
        """The `--tokens-per-second` dial."""
        if text and (rate := self.settings["tokens_per_second"]) is not None:
            await asyncio.sleep(tokens.count_text(text) / rate)

    def flag(self, name: str) -> bool:
        value = self.get_query_argument(name, "false")
        if value not in ("true", "false"):
            raise InvalidArgument(f"{name} is {value!r}; it must be true or false.")
        return value == "true"


class Create(InteractionEndpoint):
    async def post(self, version: str) -> None:
        asked = read(self._with_agent(self.body_json()), CREATE)
        check_rules(asked)
        config = checked_config(asked.get("webhook_config"))
        previous = asked.get("previous_interaction_id")
        earlier = self._over(previous) if previous else None
        begun = _begun(asked, earlier)
        steps = steps_of(asked.get("input", []))
        named: Wire = {name: asked[name] for name in ("model", "agent") if name in asked}
        kept = {"previous_interaction_id": previous} if previous else {}
        id = f"v1_{self.engine.new_id()}"
        contents = contents_from(steps, earlier.contents if earlier else [])
        record = Record(id, {**named, **kept}, steps, contents, asked.get("background", False))
        record.begun = begun
        if "agent" in asked:
            telling, events = self._researched(asked, steps, earlier)
        else:
            telling, events = self._told(asked, begun, version)
        if asked.get("store", True):
            self.records.keep(record)
        run = asyncio.create_task(_run(record, telling, events))
        # The loop itself holds tasks weakly only.
        self.settings.setdefault("interaction_runs", set()).add(run)
        run.add_done_callback(self.settings["interaction_runs"].discard)
        run.add_done_callback(lambda _: self._tell(record, config))
        await self._answer(record, asked)

    def _with_agent(self, body: Any) -> Any:
        """An agent that was created here is rules and retrieval under its own instructions."""
        name = body.get("agent") if isinstance(body, dict) else None
        agent = self.settings.get("agents", {}).get(name) if isinstance(name, str) else None
        if agent is None:
            return body
        own = {key: agent[key] for key in ("system_instruction", "tools") if key in agent}
        asked = {key: value for key, value in body.items() if key not in ("agent", "agent_config")}
        return {"model": catalog.RULES, **own, **asked}

    def _tell(self, record: Record, webhook_config: Wire | None) -> None:
        """What webhooks hear of the end; a cancelled interaction is nothing to them."""
        if record.status not in ("completed", "failed", "requires_action"):
            return
        data: Wire = {"id": record.id}
        if record.failure is not None:
            error = error_to_wire(record.failure)
            data |= {"error_code": error["code"], "error_message": error["message"]}
        event = Event(f"interaction.{record.status}", data, webhook_config)
        self.engine.resources.project.events.publish(event)

    def _over(self, previous: str) -> Record:
        record = self.records.get(previous)
        if not record.is_over:
            text = f"Interaction {previous!r} is still {record.status}; wait for its end."
            raise ApiError(400, "FAILED_PRECONDITION", text)
        return record

    def _researched(self, asked: Wire, steps: list[Wire], earlier: Record | None) -> _Prepared:
        """The agent's run: a plan, or the report, by the plan that was approved."""
        resources = self.engine.resources
        stores = resources.project.stores
        tools = [t["fileSearch"] for t in tools_from(asked.get("tools", ())) if "fileSearch" in t]
        for tool in tools:
            stores.check(tool)
        config = asked.get("agent_config", {})
        said = "\n".join(_texts(steps))
        only_plans = config.get("collaborative_planning", False)
        plan = earlier.plan if earlier else None
        if plan is None:
            plan = plan_for(said)
        elif only_plans:
            plan = plan.refined(said)
        research = Research(
            resources.signer,
            Sources(resources.python_docs, stores, tools),
            plan,
            tell=config.get("thinking_summaries", "auto") == "auto",
        )
        return research, research.planning() if only_plans else research.research()

    def _told(self, asked: Wire, begun: Begun, version: str) -> _Prepared:
        resources = self.engine.resources
        model = asked["model"].removeprefix("models/")
        thinks = catalog.thinks(model)
        base = f"{self.request.protocol}://{self.request.host}/{version}"
        delivery = Delivery(resources.project, base, kinds_by_uri(asked))
        known = catalog.find(model)
        if known is not None and known.id == catalog.FILM:
            self.known_model(model, version, "predictLongRunning")
            contents = contents_from(begun.steps, begun.before)
            filming = filming_for(asked, contents, resources.project, self.engine.new_id()[:12])
            prompt = "\n".join(_texts(begun.steps))
            film = FilmTelling(resources.signer, delivery, filming, prompt, thinks=thinks)
            return film, film.filmed()
        self.known_model(model, version, "generateContent")
        request = request_from(generate_body(asked, begun.steps, begun.before), model)
        chunks: Iterator[Wire] = self.engine.stream(request, self.fault)
        telling = Telling(
            resources.signer,
            thinks=thinks and request.thought_budget != 0,
            delivered=delivery.of,
        )
        return telling, telling.events(whole_first(chunks) if delivery.kinds else chunks)

    async def _answer(self, record: Record, asked: Wire) -> None:
        if asked.get("stream"):
            # What fails before the first step is still answered by a status.
            async for event in record.follow():
                if event["event_type"] == "step.start":
                    break
            if record.failure is not None and not record.steps:
                raise record.failure
            await self.stream(record)
            return
        if not record.background:
            await record.until_over()
            if record.failure is not None:
                raise record.failure
        self.send(record.to_wire())


class One(InteractionEndpoint):
    async def get(self, version: str, id: str) -> None:
        record = self.records.get(id)
        include_input = self.flag("include_input")
        if self.flag("stream"):
            last = self.get_query_argument("last_event_id", "")
            await self.stream(record, record.place_behind(last) if last else 0)
        else:
            self.send(record.to_wire(include_input=include_input))

    def delete(self, version: str, id: str) -> None:
        self.records.delete(id)
        self.send({})


class Cancel(InteractionEndpoint):
    def post(self, version: str, id: str) -> None:
        record = self.records.get(id)
        if not record.background:
            text = f"Interaction {id!r} does not run in the background; only such can be cancelled."
            raise ApiError(400, "FAILED_PRECONDITION", text)
        record.end("cancelled")
        self.send(record.to_wire())


async def _run(record: Record, telling: Telling, events: Generator[Wire, None, None]) -> None:
    """Takes the events from a worker thread into the record, whether or not anyone looks on."""
    started = {"interaction": record.envelope()}
    record.add({"event_type": "interaction.created", **started})
    under_way = {"interaction_id": record.id, "status": record.status}
    record.add({"event_type": "interaction.status_update", **under_way})
    loop = asyncio.get_running_loop()
    try:
        while (event := await loop.run_in_executor(None, next, events, _END)) is not _END:
            if record.is_over:
                events.close()
                return
            record.add(event)
            if isinstance(telling, Research) and event["event_type"] == "step.stop":
                await record.until_over(_SECONDS_BETWEEN_STEPS)
    except Exception as error:  # whatever it was, those who wait are told
        record.end("failed", api_error_from(error))
        return
    if not record.is_over:
        _keep_answer(record, telling)


def _keep_answer(record: Record, telling: Telling) -> None:
    record.usage = telling.usage
    record.model_version = telling.model_version
    record.plan = telling.shown if isinstance(telling, Research) else None
    record.continuation_token = telling.continuation_token
    record.errors = telling.errors
    content = telling.content
    record.contents = [*record.contents, content] if content["parts"] else record.contents
    record.end(telling.status)


def _begun(asked: Wire, earlier: Record | None) -> Begun:
    """What is to be answered: the input, or where there is none what the earlier one has begun."""
    if not asked.get("input") and earlier is not None and earlier.begun is not None:
        return earlier.begun
    return Begun(steps_of(asked.get("input", [])), earlier.contents if earlier else [])


def _texts(steps: list[Wire]) -> Iterator[str]:
    for content in contents_from(steps, []):
        yield from (part["text"] for part in content["parts"] if part.get("text"))


ROUTES = [
    (rf"{VERSION}/interactions", Create),
    (rf"{VERSION}/interactions{_ID}", One),
    (rf"{VERSION}/interactions{_ID}/cancel", Cancel),
]
