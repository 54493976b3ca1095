"""What several tests of the door need: a folder with a few articles, and the command line run in it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from tradewind.__main__ import run

TEXTS = {
    "temu-fee.txt": (
        "Temu raises commission for European sellers to 12%\n\n2026-11-03 09:30\n\n"
        "Temu will raise its commission for sellers in Germany and France to 12% from 8% on December 1, the company "
        "told merchants in a notice on Tuesday. The marketplace said about 4,200 sellers are affected.\n\n"
        "Amazon charges sellers of clothing 15% in the same countries. Analysts at Harbour Street expect Temu's "
        "European sales to reach $9.5 billion in 2027, up 31% from a year earlier.\n\n"
        "Sellers said the higher fee would hurt their margins, while rivals such as Shein could gain from it.\n"
    ),
    "guanshui.txt": (
        "海关总署公告小额包裹新规 跨境卖家成本上升\n\n2026年11月4日\n\n"
        "海关总署周三发布公告2026年第88号，自2027年1月1日起，对价值不超过800元的跨境包裹加征2.5%的处理费。\n\n"
        "亚马逊一位卖家服务负责人表示，约有3.2万名卖家受到影响，平均每件包裹成本增加4元至6元。"
        "分析人士预计，2027年跨境小包数量将下降15%以上。\n\n"
        "希音回应称，公司已在广州和肇庆扩建仓库，总投资12亿元，以缩短配送时间。\n"
    ),
    "shein-hk.txt": (
        "SHEIN傳明年赴港上市 估值或達500億美元\n\n2026年11月5日\n\n"
        "消息人士透露，快時尚電商SHEIN計畫明年第二季在香港掛牌，估值介於450億至500億美元，低於2022年的1,000億美元。\n\n"
        "蝦皮與Temu在東南亞的競爭加劇，令投資人對跨境電商的成長前景轉趨保守。亞馬遜上季北美營收年增9%，達1,062億美元。\n\n"
        "SHEIN發言人拒絕評論，僅表示公司持續投資供應鏈，今年以來已新增1,500家合作工廠。\n"
    ),
}


@dataclass(frozen=True)
class Done:
    """A finished command."""

    code: int
    out: str
    err: str

    def rows(self) -> Any:
        return json.loads(self.out)

    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


def tradewind(folder: Path, *arguments: str, stdin: str = "", env: dict[str, str] | None = None) -> Done:
    """Run the command in a process of its own, as a user would."""
    done = subprocess.run(
        [sys.executable, "-m", "tradewind", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "http_proxy": "", "https_proxy": "", **(env or {})},
        timeout=300,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def inside(folder: Path, *arguments: str, stdin: str = "", env: dict[str, str] | None = None) -> Done:
    """Run the command in this process: the same code from the arguments to the exit code, without a start.

    Warnings are errors here, and an exception nobody catches fails the test.
    """
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    environment = {"http_proxy": "", "https_proxy": "", **(env or {})}
    with (
        chdir(folder),
        mock.patch.dict(os.environ, environment),
        mock.patch.object(sys, "stdin", io.StringIO(stdin)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = run([*arguments])
    out.flush()
    return Done(code, out.buffer.getvalue().decode(), err.getvalue())  # type: ignore[attr-defined]


def write_texts(folder: Path) -> Path:
    """The three texts as files in ``folder/texts``."""
    place = folder / "texts"
    place.mkdir(parents=True)
    for name, text in TEXTS.items():
        (place / name).write_text(text, encoding="utf-8")
    return place
