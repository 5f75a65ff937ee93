"""Measures `blastradius claims` on recorded runs with hand-made labels, and writes the table into docs/traces.md.

    make figures [DATA=../shared/data]

A third of the tasks is kept aside by a rule that looks at no content; both parts are reported.
"""

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "traces.md"
BEGIN, END = "<!-- figures: made by `make figures` -->", "<!-- end of figures -->"
FILES = {
    "tau_airline_gpt4o.json": ("airline", "gpt-4o-airline.json"),
    "agentrx_tau_retail.json": ("retail", "tau_dataset_full.json"),
    "tau2_airline_nemotron_orchestrator.json": ("airline", "toolorchestra_airline_gpt-5_1trial.json"),
}
ALARMS = {"unbacked", "mismatch"}
READ = {
    ("tau_airline_gpt4o.json", 67, 46): "true",  # three payments named, one of another amount recorded
    ("tau2_airline_nemotron_orchestrator.json", 7, 18): "true",  # an e-mail, and no tool that sends one
    ("tau_airline_gpt4o.json", 123, 34): "true",  # bags and a cabin that the reservation does not have
}
"""Alarms without a label, read by hand: whether what they say is so."""
PERFECT = re.compile(r"\b(?:ha(?:s|ve)(?: \w+ly)? been(?: \w+ly)?|I(?:'ve|’ve| have)) (?P<verb>\w+ed|made|sent)\b")
HEADS = ("runs", "sessions", "false sentences", "found", "true or no claim", "accused wrongly", "precision", "recall")
HEADS += ("alarms", "per 100 sessions")
READING = ("get_", "find_", "search_", "list_", "think", "calculate")


def aside(file: str, task: Any) -> bool:
    """Whether the runs of a task are kept aside: all trials of it, or none."""
    digest = hashlib.sha256(f"{file.removesuffix('.json')}:{task}".encode()).hexdigest()
    return int(digest[:8], 16) % 3 == 0


def runs(data: Path, file: str) -> list[tuple[int, bool, list[dict[str, Any]]]]:
    """The item, whether it is kept aside, and the messages of every run in a file."""
    read = json.loads((data / "traces" / file).read_text())
    found = read if isinstance(read, list) else read["simulations"]
    return [
        (run.get("_item_index", number), aside(file, run["task_id"]), run.get("traj") or run["messages"])
        for number, run in enumerate(found)
    ]


def claims(data: Path, file: str, *words: str) -> list[dict[str, Any]]:
    """What the program says."""
    command = [sys.executable, "-m", "blastradius", "claims", str(data / "traces" / file), *words, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode not in {0, 1}:
        sys.exit(done.stderr or done.stdout[:2000])
    answer: list[dict[str, Any]] = json.loads(done.stdout)["claims"]
    return answer


def naive(messages: list[dict[str, Any]]) -> set[tuple[int, str]]:
    """Sentences in the perfect that no successful call of anything but a reading tool comes before."""
    found, done, open_ = set(), False, ""
    for number, message in enumerate(messages):
        for call in message.get("tool_calls") or ():
            open_ = (call.get("function") or call)["name"]
        text = str(message.get("content") or "")
        if message["role"] == "tool":
            done = done or (not open_.startswith(READING) and not text.startswith("Error"))
        elif message["role"] == "assistant":
            found |= {
                (number, same(each))
                for each in re.split(r"(?<=[.!?])\s+|\n+", text)
                if PERFECT.search(each) and not done
            }
    return found


def same(sentence: str) -> str:
    """A sentence by its letters alone."""
    return re.sub(r"[^a-z0-9]+", "", sentence.lower())


class Part:
    """One part of the runs."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sessions = 0
        self.alarms: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.wrong = 0
        self.right = 0
        self.naive: Counter[str] = Counter()

    def row(self) -> str:
        """The part as a row of the table."""
        false = sum(self.found.values()) + sum(self.missed.values())
        hit = sum(self.found.values())
        precision = f"{hit / (hit + self.wrong):.2f}" if hit + self.wrong else "–"
        alarms = sum(self.alarms.values())
        recall, rate = f"{hit / false if false else 0:.2f}", f"{100 * alarms / self.sessions:.1f}"
        others = self.right + self.wrong
        cells = (self.name, self.sessions, false, hit, others, self.wrong, precision, recall, alarms, rate)
        return f"| {' | '.join(map(str, cells))} |"


def measure(data: Path, *, inventory: bool) -> dict[bool, Part]:
    """Both parts: tuned on, and kept aside."""
    labels = [json.loads(line) for line in (data / "claims_labelled.jsonl").read_text().splitlines()]
    parts = {False: Part("tuned on"), True: Part("kept aside")}
    for file, (folder, name) in FILES.items():
        words = ["-i", str(ROOT / "inventories" / "recorded" / folder)] if inventory else []
        alarms = [each for each in claims(data, file, *words) if each["verdict"] in ALARMS]
        for item, kept, messages in runs(data, file):
            part = parts[kept]
            part.sessions += 1
            mine = [each for each in alarms if each["item"] == item]
            simple = naive(messages)
            part.naive["alarms"] += len(simple)
            labelled: set[int] = set()
            for label in labels:
                if not label["source_file"].endswith(name) or label["item_index"] != item:
                    continue
                text, place = same(label["sentence"]), label["message_index"]
                hits = [each for each in mine if each["message"] == place and overlap(same(each["sentence"]), text)]
                labelled |= {id(each) for each in hits}
                false = label["label"] == "unsupported"
                part.naive["hit" if false else "wrong"] += any(
                    at == place and overlap(each, text) for at, each in simple
                )
                if false:
                    (part.found if hits else part.missed)[label["kind"]] += 1
                else:
                    part.wrong += bool(hits)
                    part.right += not hits
            for each in mine:
                read = READ.get((file, item, each["message"]), "not read")
                part.alarms["labelled" if id(each) in labelled else read] += 1
    return parts


def overlap(one: str, other: str) -> bool:
    """Whether two sentences are one, or one is a part of the other."""
    return one in other or other in one


def table(data: Path) -> str:
    """The figures as Markdown."""
    parts = measure(data, inventory=True)
    bare = measure(data, inventory=False)
    both = [*parts.values()]
    lines = [
        f"| {' | '.join(HEADS)} |",
        f"| {' | '.join('---' for _ in HEADS)} |",
        *(part.row() for part in both),
        *(part.row().replace(part.name, f"{part.name}, no inventory", 1) for part in bare.values()),
        "",
        "By kind of failure, found of labelled:",
        "",
        "| kind | tuned on | kept aside |",
        "| --- | --- | --- |",
    ]
    for kind in sorted({kind for part in both for kind in (*part.found, *part.missed)}):
        cells = [f"{part.found[kind]} of {part.found[kind] + part.missed[kind]}" for part in both]
        lines.append(f"| {kind.replace('_', ' ')} | {' | '.join(cells)} |")
    every: Counter[str] = sum((part.alarms for part in both), Counter())
    hit, wrong, simple = (sum(part.naive[key] for part in both) for key in ("hit", "wrong", "alarms"))
    sessions = sum(part.sessions for part in both)
    alarms = (
        f"Of all {sum(every.values())} alarms, {every['labelled']} are about labelled sentences; the others were "
        f"read by hand: {every['true']} are right, {every['false']} wrong, {every['not read']} not read yet."
    )
    simplest = (
        "The simplest check on the same runs (a sentence in the perfect, and no successful call of anything but a "
        f"reading tool before it): {simple} alarms, {100 * simple / sessions:.1f} per 100 sessions; of the labelled "
        f"sentences it finds {hit} false ones and accuses {wrong} others."
    )
    lines += ["", alarms, "", simplest]
    return "\n".join(lines)


def main() -> None:
    """Write the page."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared" / "data").resolve()
    if not (data / "claims_labelled.jsonl").is_file():
        sys.exit(f"there are no labelled runs in {data}; name their folder: make figures DATA=FOLDER")
    page = PAGE.read_text()
    head, rest = page.split(BEGIN)
    _, tail = rest.split(END)
    made = table(data)
    PAGE.write_text(f"{head}{BEGIN}\n{made}\n{END}{tail}")
    print(made)


if __name__ == "__main__":
    main()
