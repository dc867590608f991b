"""What the demo company brought along from its old system, as a file read in history mode."""

from __future__ import annotations

import csv
import io
import random
from datetime import datetime, timedelta

from leads.choices import ImportMode
from leads.intake import spreadsheet
from leads.intake.chunks import run_chunk
from leads.intake.spreadsheet import Wishes
from leads.models import Channel
from reports.demo.arrivals import Public
from reports.demo.cast import SELLERS
from reports.demo.words import DEMAND
from reps.leases import Ran

ROWS = 40
HEADERS = (
    *("客户编号", "联系人", "公司", "邮箱", "电话", "国家", "产品", "来源"),
    *("负责人", "状态", "创建时间", "转化时间"),
)
STATES = {"输单": 14, "已成交": 9, "培育中": 6, "跟进中": 6, "无效": 4}


def bring_along(channel: Channel, *, by: int, dice: random.Random, now: datetime) -> None:
    """Import the file; its leads keep the owners, dates and outcomes that they had."""
    file = io.BytesIO(_written(dice, now=now).encode("gb18030"))
    batch = spreadsheet.prepare(
        file,
        name="旧系统客户 old-crm.csv",
        channel=channel,
        wishes=Wishes(mode=ImportMode.HISTORY),
        by=by,
        now=now,
    )
    spreadsheet.start(batch)
    while run_chunk(batch.pk, now=now) == Ran.MORE:
        pass


def _written(dice: random.Random, *, now: datetime) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    public = Public(dice, count=ROWS)
    for number in range(ROWS):
        person = public.stranger()
        created = now - timedelta(days=dice.randrange(15, 120))
        (state,) = dice.choices(list(STATES), list(STATES.values()))
        won = created + timedelta(days=14) if state == "已成交" else None
        at_home = person.firm.place.country == "CN"
        sellers = [one for one in SELLERS if at_home == one.calendar.startswith("上海")]
        who = (person.name, person.firm.name, person.email, person.phone)
        asked = (person.firm.place.country, dice.choice(list(DEMAND)), "老系统 Old CRM")
        dates = (f"{created:%Y-%m-%d}", f"{won:%Y-%m-%d}" if won else "")
        owner = dice.choice(sellers).name
        writer.writerow([f"C{number + 1:04}", *who, *asked, owner, state, *dates])
    return text.getvalue()
