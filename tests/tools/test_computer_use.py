"""A screen that the model uses: shown, approved step by step, done by a function of the user's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

import gemini_magic as gm
from gemini_magic import types
from gemini_magic.api.types import FunctionCall
from gemini_magic.errors import InvalidRequest
from gemini_magic.session import drop
from gemini_magic.tools import ComputerUse, LocalTool, tools_from
from gemini_magic.tools.computer_use import ACTIONS, action_of
from tests.scripted import Answer, ScriptedGemini, chunk, sse, texts

RISKY = {"decision": "require_confirmation", "explanation": "This buys something."}


@pytest.fixture(autouse=True)
def _no_session() -> Iterator[None]:
    yield
    drop()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    def type_(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return type_


def wants(name: str, **args: Any) -> Answer:
    return sse([chunk({"functionCall": {"name": name, "args": args, "id": "c"}}, finish="STOP")])


def answered(gemini: ScriptedGemini) -> Any:
    return gemini.exchanges[-1].json["contents"][-1]["parts"][0]["functionResponse"]


class Screen:
    """What a driver of a browser would be."""

    def __init__(self) -> None:
        self.done: list[tuple[str, dict[str, Any]]] = []

    def act(self, action: str, **arguments: Any) -> Any:
        self.done.append((action, arguments))
        return {"url": "https://example.org", "screenshot": Image.new("RGB", (4, 3))}


def test_a_step_by_a_made_up_name_gives_no_orders_to_a_terminal_and_looks_like_no_question(
    gemini: ScriptedGemini, typed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    gemini.will(wants("\x1b[2J\nrun go_back()", intent="so\nrun go_back()? [y]es", text="x" * 400))
    typed("n")
    gm.ask("?", tools=[ComputerUse(Screen().act)])
    shown = capsys.readouterr().out

    assert "\x1b" not in shown
    assert not any(line.startswith("run go_back()") for line in shown.splitlines())


def test_each_step_is_shown_and_asked_and_its_screenshot_goes_back_as_an_image(
    gemini: ScriptedGemini, typed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = Screen()
    gemini.will(wants("click_at", x=371, y=512, intent="Open the menu"), texts("done"))
    typed("y")

    reply = gm.ask("Open the menu.", tools=ComputerUse(screen.act))

    assert capsys.readouterr().out == (
        "click at (371, 512)\n    Open the menu\n"
        "run click_at(x=371, y=512, intent='Open the menu')? [y]es / [n]o: "
    )
    assert screen.done == [("click_at", {"x": 371, "y": 512, "intent": "Open the menu"})]
    assert reply.trace[0]["approved"] is True
    response = answered(gemini)
    assert response["response"] == {
        "url": "https://example.org",
        "screenshot": {"$ref": "image_1.png"},
    }
    assert response["parts"][0]["inlineData"]["mimeType"] == "image/png"
    [declared] = gemini.exchanges[0].json["tools"]
    assert declared == {"computerUse": {"environment": "ENVIRONMENT_BROWSER"}}


def test_what_the_service_wants_confirmed_is_acknowledged_by_a_yes_alone(
    gemini: ScriptedGemini, typed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = Screen()
    buy = wants("click_at", x=1, y=2, safety_decision=RISKY)
    gemini.will(buy, texts("bought"), buy, texts("then not"))
    typed("y", "not that one")

    gm.ask("Buy it.", tools=[ComputerUse(screen.act)])
    bought = answered(gemini)["response"]
    gm.ask("Buy it.", tools=[ComputerUse(screen.act)], approve="auto")

    assert "Gemini wants this confirmed: This buys something." in capsys.readouterr().out
    assert bought["safety_acknowledgement"] == "true"
    assert answered(gemini)["response"] == {"error": "the user denied this call: not that one"}
    assert screen.done == [("click_at", {"x": 1, "y": 2})]


def test_a_step_that_needs_no_confirmation_is_not_acknowledged(
    gemini: ScriptedGemini, typed: Any
) -> None:
    gemini.will(wants("go_back", safety_decision={"decision": "regular"}), texts("done"))
    typed("y")

    gm.ask("Back.", tools=[ComputerUse(Screen().act)])

    assert "safety_acknowledgement" not in answered(gemini)["response"]


def test_functions_by_the_names_of_actions_do_them_undeclared(
    gemini: ScriptedGemini, typed: Any
) -> None:
    seen: list[int] = []

    def click_at(x: int, y: int) -> types.Image:
        seen.extend([x, y])
        return types.Image(image_bytes=b"x", mime_type="image/png")

    def note(text: str) -> str:
        """Write down."""
        return text

    gemini.will(wants("click_at", x=1, y=2, safety_decision=RISKY), texts("done"))
    typed("y")
    wire = types.Tool(
        computer_use=types.ComputerUse(environment=types.Environment.ENVIRONMENT_MOBILE)
    )

    gm.ask("Click.", tools=[wire, click_at, note])

    assert seen == [1, 2]
    assert answered(gemini)["response"]["safety_acknowledgement"] == "true"
    screen, functions = gemini.exchanges[0].json["tools"]
    assert screen == {"computerUse": {"environment": "ENVIRONMENT_MOBILE"}}
    assert [one["name"] for one in functions["functionDeclarations"]] == ["note"]


def test_an_action_that_fails_is_told_to_the_model(gemini: ScriptedGemini, typed: Any) -> None:
    def act(action: str, **arguments: Any) -> Any:
        raise RuntimeError("no such window")

    gemini.will(wants("click_at", x=1, y=2), texts("a pity"))
    typed("y")

    assert gm.ask("Click.", tools=[ComputerUse(act)]).text == "a pity"
    assert answered(gemini)["response"] == {"error": "RuntimeError: no such window"}


def test_nothing_is_done_where_nobody_can_be_asked(gemini: ScriptedGemini, typed: Any) -> None:
    screen = Screen()
    gemini.will(wants("click_at", x=1, y=2), texts("then not"))
    typed()

    gm.ask("Click.", tools=[ComputerUse(screen.act)], approve="auto")

    assert screen.done == []
    assert "nobody is here" in answered(gemini)["response"]["error"]


def test_every_action_is_said_in_words() -> None:
    args = {
        "x": 1, "y": 2, "url": "u", "text": "t", "keys": "k", "direction": "down",
        "destination_x": 3, "destination_y": 4,
    }  # fmt: skip

    for name in ACTIONS:
        assert "{" not in action_of(FunctionCall(name=name, args=args))
    assert action_of(FunctionCall(name="click_at", args={})) == "click_at"
    assert action_of(FunctionCall(name="open_app", args={})) == "open_app"


def test_it_is_a_tool_that_runs_here_for_a_known_environment() -> None:
    [tool] = tools_from(ComputerUse(Screen().act, environment="desktop", excluded=["go_back"]))

    assert isinstance(tool, LocalTool)
    assert tool.declaration()["computerUse"] == {
        "environment": "ENVIRONMENT_DESKTOP",
        "excludedPredefinedFunctions": ["go_back"],
    }
    with pytest.raises(InvalidRequest, match="'phone' is no environment"):
        ComputerUse(Screen().act, environment="phone")


def test_the_local_engine_asks_for_steps_and_hears_what_they_show(
    monkeypatch: pytest.MonkeyPatch, typed: Any
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_ENGINE", "local")
    screen = Screen()
    typed("y", "y")

    reply = gm.ask("Open example.org and buy a hat.", tools=[ComputerUse(screen.act)])

    assert [action for action, _ in screen.done] == ["open_web_browser", "navigate"]
    assert reply.calls[1].response is not None
    assert reply.calls[1].response["safety_acknowledgement"] == "true"
    assert "not acknowledged" not in reply.text
