"""Functions in a cell: approval, limits, deadlines, and how all that is shown."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from gemini_magic.magics.cell_error import CellError
from tests.scripted import Answer, ScriptedGemini, chunk, sse, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

DOUBLE = '''
ran = []
def double(n: int) -> int:
    """Twice a number."""
    ran.append(n)
    return 2 * n
'''


@pytest.fixture(autouse=True)
def _static(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`typed("y")`: what the person at the keyboard types, line by line."""

    def type_(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return type_


def calls(*numbers: int, name: str = "double") -> Answer:
    parts = [{"functionCall": {"name": name, "args": {"n": n}}} for n in numbers]
    return sse([chunk(*parts, finish="STOP")])


def told(gemini: ScriptedGemini, index: int = -1) -> list[dict[str, Any]]:
    """What the model was told of its calls."""
    parts = gemini.exchanges[index].json["contents"][-1]["parts"]
    return [part["functionResponse"]["response"] for part in parts]


def shown(shell: InteractiveShell, kind: str = "text/markdown") -> str:
    data: dict[str, str] = shell.display_pub.outputs[-1]["data"]  # type: ignore[attr-defined]
    return data[kind]


def error_of(shell: InteractiveShell, cell: str) -> str:
    result = shell.run_cell(cell)
    assert isinstance(result.error_in_exec, CellError)
    [line] = result.error_in_exec._render_traceback_()
    return line


def test_a_call_is_run_once_it_is_approved(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    typed: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell.run_cell(DOUBLE)
    gemini.will(calls(21), texts("42"))
    typed("y")

    shell.run_cell("%%gemini --tools double --approve ask -o reply\nTwice 21?")

    assert capsys.readouterr().out == (
        "double(n: int) -> int\n    Twice a number.\n"
        "run double(n=21)? [y]es / [n]o / [a]lways in this thread: "
    )
    assert told(gemini) == [{"result": 42}]
    assert shell.user_ns["reply"].trace[0]["approved"] is True
    assert "· approved" in shown(shell, "text/html")
    assert "approved" in shown(shell)


@pytest.mark.parametrize(
    ("word", "reason"), [("n", ""), ("", ""), ("ask for 7 instead", ": ask for 7 instead")]
)
def test_whatever_is_no_yes_denies_the_call_and_the_model_is_told(
    shell: InteractiveShell, gemini: ScriptedGemini, typed: Any, word: str, reason: str
) -> None:
    shell.run_cell(DOUBLE)
    gemini.will(calls(21), texts("then not"))
    typed(word)

    shell.run_cell("%%gemini --tools double --approve ask -o reply\nTwice 21?")

    assert shell.user_ns["ran"] == []
    assert told(gemini) == [{"error": f"the user denied this call{reason}"}]
    assert shell.user_ns["reply"].trace[0]["approved"] is False
    assert "· denied" in shown(shell, "text/html")


def test_always_holds_for_this_very_function_in_this_thread(
    shell: InteractiveShell, gemini: ScriptedGemini, typed: Any
) -> None:
    shell.run_cell(DOUBLE)
    gemini.will(calls(1, 2), calls(3), texts("done"), *[calls(4), texts("done")] * 4)
    typed("a", "n", "n", "n")
    cell = "%%gemini --tools double --approve ask -o reply\nTwice?"

    for _ in range(2):
        shell.run_cell(cell).raise_error()
    assert shell.user_ns["ran"] == [1, 2, 3, 4]
    assert shell.user_ns["reply"].trace[0]["approved"] is True

    shell.run_cell(cell.replace("ask", "ask -c other")).raise_error()
    shell.run_cell(DOUBLE)  # another function of the same name
    shell.run_cell(cell).raise_error()
    shell.run_cell("%gemini reset")
    shell.run_cell(cell).raise_error()
    assert shell.user_ns["ran"] == []


def test_without_anyone_to_ask_calls_are_denied_and_one_line_says_how_to_allow_them(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    typed: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell.run_cell(DOUBLE)
    gemini.will(calls(21, 22), texts("then not"))
    typed()  # the end of the input

    shell.run_cell("%%gemini --tools double --approve ask -o reply\nTwice 21?").raise_error()

    refused = {"error": "not run: nobody is here who could approve it"}
    assert shell.user_ns["ran"] == []
    assert told(gemini) == [refused, refused]
    assert [row["approved"] for row in shell.user_ns["reply"].trace] == [False, False]
    assert capsys.readouterr().out.count("nobody can be asked here; --approve auto") == 1


def test_how_calls_are_approved_can_be_set_for_all_cells(
    shell: InteractiveShell, gemini: ScriptedGemini, typed: Any
) -> None:
    shell.run_cell(DOUBLE)
    shell.run_cell("%gemini set approve ask").raise_error()
    gemini.will(calls(1), texts("done"), calls(2), texts("done"))
    typed("n")

    shell.run_cell("%%gemini --tools double\nTwice?")
    shell.run_cell("%%gemini --tools double --approve auto\nTwice?")

    assert shell.user_ns["ran"] == [2]


def test_a_marked_function_asks_also_where_others_do_not(
    shell: InteractiveShell, gemini: ScriptedGemini, typed: Any
) -> None:
    marked = DOUBLE.replace("def ", "from gemini_magic import asks_first\n@asks_first\ndef ")
    shell.run_cell(marked + "def half(n: int): return n / 2")
    gemini.will(calls(4, name="half"), calls(1), calls(2), texts("done"))
    typed("a", "y")  # always is no answer here

    shell.run_cell("%%gemini --tools double,half --approve auto -o reply\nTwice?")

    assert shell.user_ns["ran"] == [2]
    assert [row["approved"] for row in shell.user_ns["reply"].trace] == [None, False, True]


def test_never_shows_the_call_and_runs_nothing(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(DOUBLE)
    gemini.will(calls(21))

    shell.run_cell("%%gemini --tools double --approve never -o reply\nTwice 21?")

    assert shell.user_ns["ran"] == []
    assert len(gemini.exchanges) == 1
    assert "double(n=21)" in shown(shell, "text/plain")
    assert "· unanswered" in shown(shell, "text/html")


def test_the_cell_behind_a_call_that_was_not_run_is_sent_without_it(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(DOUBLE)
    call = {"functionCall": {"name": "double", "args": {"n": 21}}}
    gemini.will(
        sse([chunk(call, finish="STOP")]),
        sse([chunk({"text": "Let me see."}, call, finish="STOP")]),
        texts("42"),
    )

    for question in ("Twice 21?", "Once more?"):
        shell.run_cell(f"%%gemini --tools double --approve never\n{question}").raise_error()
    shell.run_cell("%%gemini\nIn your head?").raise_error()

    assert gemini.exchanges[-1].json["contents"] == [
        {"role": "user", "parts": [{"text": "Once more?"}]},
        {"role": "model", "parts": [{"text": "Let me see."}]},
        {"role": "user", "parts": [{"text": "In your head?"}]},
    ]


def test_an_unknown_way_of_approval_is_named_and_nothing_is_sent(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(DOUBLE)

    error = error_of(shell, "%%gemini --tools double --approve aks\nTwice?")

    assert "approval 'aks' does not exist; did you mean 'ask'?" in error
    assert gemini.exchanges == []


def test_computer_use_is_shown_and_not_run(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    click = {"functionCall": {"name": "click_at", "args": {"x": 1, "y": 2}}}
    gemini.will(sse([chunk(click, finish="STOP")]))
    shell.run_cell("import gemini_magic as gm")

    shell.run_cell(
        "reply = gm.ask('Click.', tools={'computer_use': {'environment': 'ENVIRONMENT_BROWSER'}})"
    ).raise_error()
    shell.run_cell("reply")

    assert shell.user_ns["reply"].trace[0]["approved"] is None
    assert len(gemini.exchanges) == 1


def test_a_computer_is_used_only_with_approval_of_each_step(
    shell: InteractiveShell, gemini: ScriptedGemini, typed: Any
) -> None:
    shell.run_cell("import gemini_magic as gm\nran = []\ndef click_at(x: int): ran.append(x)")
    click = {"functionCall": {"name": "click_at", "args": {"x": 1}}}
    gemini.will(*[sse([chunk(click, finish="STOP")])] * 2, texts("done"))
    typed("y", "n")

    shell.run_cell("reply = gm.ask('Click.', tools=[{'computer_use': {}}, click_at])").raise_error()

    assert [row["approved"] for row in shell.user_ns["reply"].trace] == [True, False]
    assert shell.user_ns["ran"] == [1]


def test_calls_have_a_limit_of_their_number_and_of_their_time(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell("import time\ndef double(n: int):\n    time.sleep(60 if n == 1 else 0)")
    gemini.will(calls(1, 2, 3), texts("I stop"))

    flags = "--tools double --max-calls 2 --call-timeout 0.2"
    shell.run_cell(f"%%gemini {flags}\nTwice?").raise_error()

    late, done, refused = told(gemini)
    assert late == {"error": "stopped after 0.2 s, which is its time limit"}
    assert done == {"result": None}
    assert refused["error"].startswith("not run: no more calls are allowed")


def test_beyond_the_limit_no_call_is_run_and_the_model_is_told(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(DOUBLE)
    gemini.will(calls(1, 2, 3), texts("2, 4 and I stop"))

    shell.run_cell("%%gemini --tools double --max-calls 2\nTwice?").raise_error()

    assert shell.user_ns["ran"] == [1, 2]
    refused = {"error": "not run: no more calls are allowed; answer with what you have"}
    assert told(gemini) == [{"result": 2}, {"result": 4}, refused]


def test_a_model_that_goes_on_calling_beyond_the_limit_fails_the_cell(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(DOUBLE)
    gemini.will(*[calls(n) for n in range(9)])

    error = error_of(shell, "%%gemini --tools double --max-calls 2\nTwice?")

    assert "no more calls are allowed" in error
    assert shell.user_ns["ran"] == [0, 1]
    assert len(gemini.exchanges) == 4
    reply = shell.user_ns["_"]
    assert [row["result"] for row in reply.trace] == [0, 2, None, None]
    assert reply.is_partial
    html = shown(shell, "text/html")
    assert "double(n=1)" in html
    assert "look at the calls above" in html


def test_more_calls_than_usual_may_be_allowed(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(DOUBLE)
    gemini.will(*[calls(n) for n in range(15)], texts("done"))

    shell.run_cell("%%gemini --tools double --max-calls 15\nTwice?").raise_error()

    assert shell.user_ns["ran"] == list(range(15))


def test_a_call_that_takes_too_long_is_stopped_where_it_stands(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(
        "import time\nran = []\ndef double(n: int):\n    try: time.sleep(60)\n"
        "    except Exception: ran.append('swallowed')\n    finally: ran.append('left')"
    )
    gemini.will(calls(1), texts("too slow"))

    shell.run_cell("%%gemini --tools double --call-timeout 0.05 -o reply\nTwice?").raise_error()

    assert told(gemini) == [{"error": "stopped after 0.05 s, which is its time limit"}]
    assert shell.user_ns["ran"] == ["left"]


def test_a_coroutine_is_awaited_and_cancelled_when_it_is_too_late(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(
        "import asyncio\nran = []\nasync def double(n: int):\n    if n < 9: return 2 * n\n"
        "    try: await asyncio.sleep(60)\n    finally: ran.append('cancelled')"
    )
    gemini.will(calls(1, 9), texts("done"))

    shell.run_cell("%%gemini --tools double --call-timeout 0.3\nTwice?").raise_error()

    late = {"error": "stopped after 0.3 s, which is its time limit"}
    assert told(gemini) == [{"result": 2}, late]
    assert shell.user_ns["ran"] == ["cancelled"]


@pytest.mark.parametrize("flags", ["--max-calls -1", "--call-timeout 0", "--call-timeout inf"])
def test_limits_that_make_no_sense_are_refused(
    shell: InteractiveShell, gemini: ScriptedGemini, flags: str
) -> None:
    assert "InvalidRequest" in error_of(shell, f"%%gemini {flags}\nTwice?")
    assert gemini.exchanges == []


def test_types_and_docstrings_stand_folded_above_the_answer(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(DOUBLE)
    gemini.will(texts("42"))

    shell.run_cell("%%gemini --tools double\nTwice 21?")

    html = shown(shell, "text/html")
    assert html.index("def double(n: int) -&gt; int:") < html.index(">42<")
    assert 'def double(n: int) -> int:\n    """Twice a number."""' in shown(shell)


def test_the_trace_has_a_row_for_each_call(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    shell.run_cell(DOUBLE + "def fail(n: int): raise LookupError(n)")
    fail = {"functionCall": {"name": "fail", "args": {"n": 2}}}
    double = {"functionCall": {"name": "double", "args": {"n": 1}}}
    gemini.will(sse([chunk(double, fail, finish="STOP")]), texts("done"))

    shell.run_cell("%%gemini --tools double,fail -o reply\nTwice?")

    rows = [{**row, "seconds": None} for row in shell.user_ns["reply"].trace]
    unasked = {"seconds": None, "approved": None}
    assert rows == [
        {"name": "double", "args": {"n": 1}, "result": 2, "error": None, **unasked},
        {"name": "fail", "args": {"n": 2}, "result": None, "error": "LookupError: 2", **unasked},
    ]


def test_figures_and_long_tables_go_back_as_pictures_and_rows(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(
        "import pandas as pd\nfrom matplotlib.figure import Figure\n"
        "def double(n: int):\n    figure = Figure(figsize=(1, 1))\n"
        "    return {'plot': figure, 'table': pd.DataFrame({'a': range(1000)})}"
    )
    gemini.will(calls(1), texts("a plot"))

    shell.run_cell("%%gemini --tools double\nPlot?").raise_error()

    [part] = gemini.exchanges[-1].json["contents"][-1]["parts"]
    [media] = part["functionResponse"]["parts"]
    result = part["functionResponse"]["response"]["result"]
    assert media["inlineData"]["mimeType"] == "image/png"
    assert result["plot"] == {"$ref": "image_1.png"}
    assert result["table"]["rows_in_all"] == 1000
    assert result["table"]["first_rows"][:2] == [{"a": 0}, {"a": 1}]
    assert len(result["table"]["first_rows"]) == 200
    assert "<img" in shown(shell, "text/html")


def test_the_question_obeys_no_control_characters_and_shows_all_of_a_long_call(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    typed: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell.run_cell("ran = []\ndef double(n: str): ran.append(n)")
    hidden = "safe\x1b[2K\r\u202e" + "x" * 400 + "END"
    call = {"functionCall": {"name": "double", "args": {"n": hidden}}}
    gemini.will(sse([chunk(call, finish="STOP")]), texts("ok"))
    typed("n")

    shell.run_cell("%%gemini --tools double --approve ask\nhi")

    asked = capsys.readouterr().out
    assert "END" in asked
    assert not {"\x1b", "\r", "\u202e"} & set(asked)


def test_in_a_terminal_each_question_stands_on_a_line_of_its_own(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    typed: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "terminal")
    shell.run_cell(DOUBLE)
    double = {"functionCall": {"name": "double", "args": {"n": 1}}}
    gemini.will(sse([chunk("Let me see.", double, double, finish="STOP")]), texts("Two."))
    typed("y", "n")

    shell.run_cell("%%gemini --tools double --approve ask\nTwice 1?")

    said = capsys.readouterr().out
    assert said.startswith("Let me see.\ndouble(n: int) -> int\n    Twice a number.\nrun double(")
    assert said.count("Twice a number.") == 1
    assert "Two." in said


def test_the_local_engine_calls_functions_with_approval_and_answers_by_a_schema(
    shell: InteractiveShell, typed: Any
) -> None:
    shell.run_cell("def weather(city: str):\n    'The weather of a city.'\n    return 'rain'")
    shell.run_cell("%gemini use local").raise_error()
    typed("y", "n")

    for _ in range(2):
        shell.run_cell(
            "%%gemini --tools weather --approve ask --no-history -o reply\nThe weather in Oslo?"
        ).raise_error()
        shell.run_cell("answers = globals().get('answers', []) + [reply.trace[0]]")
    shell.run_cell("%%gemini --schema list[str] -o cities\nThree cities in Norway").raise_error()

    assert [row["result"] for row in shell.user_ns["answers"]] == ["rain", None]
    assert all(isinstance(city, str) for city in shell.user_ns["cities"])
    assert shell.user_ns["_"].is_local


def test_a_step_on_a_screen_is_shown_where_it_is_meant_on_what_the_model_saw(
    shell: InteractiveShell, gemini: ScriptedGemini, typed: Any
) -> None:
    shell.run_cell(
        "import gemini_magic as gm, PIL.Image\n"
        "def act(action, **args): return {'screenshot': PIL.Image.new('RGB', (64, 48), 'white')}\n"
        "screen = gm.ComputerUse(act)"
    ).raise_error()
    safety = {"decision": "require_confirmation", "explanation": "<b>This</b> buys something."}
    steps: list[dict[str, Any]] = [
        {"name": "open_web_browser", "args": {}},
        {"name": "click_at", "args": {"x": 500, "y": 250, "intent": "Open the <i>menu</i>"}},
        {"name": "key_combination", "args": {"keys": "enter", "safety_decision": safety}},
    ]
    gemini.will(*(sse([chunk({"functionCall": step}, finish="STOP")]) for step in steps))
    typed("y", "y", "y")

    shell.run_cell("%%gemini --tools screen -o reply\nBuy it.").raise_error()

    html = shown(shell, "text/html")
    assert "click at (500, 250): Open the &lt;i&gt;menu&lt;/i&gt;" in html
    assert "To be confirmed: &lt;b&gt;This&lt;/b&gt; buys something." in html
    assert html.count("the screen before this step, with its place: click at (500, 250)") == 1
    assert "click at" in shown(shell)
    assert [row["approved"] for row in shell.user_ns["reply"].trace] == [True] * 3


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def f(*names): ...", "the parameter *names, which a model cannot fill"),
        ("import pandas\ndef f(table: pandas.DataFrame): ...", "'table' with a DataFrame"),
        ("def f(a: 'Gone'): ...", "name 'Gone' is not defined"),
        ("f = lambda a: a", "wrap it in a plain function"),
        ("%%gemini prompt f\nSum up {{text}}", "wrap it in a plain function"),
        ("f = 5", "5 is not a tool"),
    ],
)
def test_what_a_model_cannot_call_is_said_before_anything_is_sent(
    shell: InteractiveShell, gemini: ScriptedGemini, source: str, why: str
) -> None:
    shell.run_cell(source).raise_error()

    assert why in error_of(shell, "%%gemini --tools f\nhi")
    assert gemini.exchanges == []


def test_tools_of_both_sides_stand_together_and_all_parts_return_as_they_came(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(DOUBLE)
    said: list[dict[str, Any]] = [
        {"thought": True, "text": "I look it up.", "thoughtSignature": "AAA="},
        {"toolCall": {"id": "s1", "toolType": "GOOGLE_SEARCH_WEB", "args": {"queries": ["21"]}},
         "thoughtSignature": "BBB="},
        {"toolResponse": {"id": "s1", "toolType": "GOOGLE_SEARCH_WEB", "response": {"x": [1]}}},
        {"functionCall": {"id": "f1", "name": "double", "args": {"n": 21}},
         "thoughtSignature": "CCC="},
        {"functionCall": {"id": "f2", "name": "double", "args": {"n": 4}}},
    ]  # fmt: skip
    gemini.will(sse([chunk(*said[:3]), chunk(*said[3:], finish="STOP")]), texts("42 and 8"))

    shell.run_cell("%%gemini --tools double --search -o reply\nTwice what?").raise_error()
    shell.run_cell("%%gemini\nAnd now?").raise_error()

    first, second, third = (exchange.json for exchange in gemini.exchanges)
    results = [
        {"functionResponse": {"id": ident, "name": "double", "response": {"result": result}}}
        for ident, result in (("f1", 42), ("f2", 8))
    ]
    turn = [{"role": "model", "parts": said}, {"role": "user", "parts": results}]
    assert first["toolConfig"] == {"includeServerSideToolInvocations": True}
    assert {key for tool in first["tools"] for key in tool} == {
        "googleSearch",
        "functionDeclarations",
    }
    assert second["contents"][1:] == turn
    assert third["contents"][1:3] == turn
    assert "toolConfig" not in third


def test_code_runs_at_the_service_and_only_what_is_inserted_comes_here_to_be_read(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    code = {"executableCode": {"language": "PYTHON", "code": "ran = 1\n"}}
    done = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}}
    gemini.will(
        sse([chunk(code, done, "```python\nran = 2\n```", finish="STOP")]),
        sse([chunk(code, done, "It is 1.", finish="STOP")]),
        texts("no code"),
    )
    inserted: list[str] = []
    shell.set_next_input = lambda text, replace=False: inserted.append(text)

    shell.run_cell("%%gemini --exec --insert\nCount.").raise_error()
    shell.run_cell("%%gemini --exec -o second\nCount.").raise_error()
    shell.run_cell("%gemini insert second").raise_error()
    shell.run_cell("%%gemini\nCount.").raise_error()

    assert "the answer holds no Python" in error_of(shell, "%gemini insert")
    assert inserted == ["ran = 2", "ran = 1"]
    assert "ran" not in shell.user_ns


def test_a_step_that_waits_for_its_answer_stands_open(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell("import gemini_magic as gm\nscreen = gm.ComputerUse(print)")
    step = {"name": "click_at", "args": {"x": 500, "y": 250}}
    gemini.will(sse([chunk({"functionCall": step}, finish="STOP")]))

    shell.run_cell("%%gemini --tools screen --approve never\nClick.").raise_error()

    html = shown(shell, "text/html")
    assert "<details open" in html[: html.index("click at (500, 250)")]
