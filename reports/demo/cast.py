"""Who works at the demo company and how it is organised. Plain data, no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PASSWORD = "fairlead-demo"  # printed at every start; the demo listens to this machine only

EAST, ABROAD = "华东团队 East China", "国际团队 International"
SHANGHAI, BERLIN = "上海 Shanghai", "Berlin"


@dataclass(frozen=True, slots=True)
class Habits:
    """How a rep works: hours to the first contact, leads let go, knack for closing."""

    hours: float
    forgets: float
    skill: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody with a login."""

    login: str
    name: str
    language: str
    zone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller(Colleague):
    """A rep of the company."""

    team: str
    level: str
    languages: tuple[str, ...]
    regions: tuple[str, ...]
    calendar: str
    capacity: int
    daily_cap: int | None
    habits: Habits


@dataclass(frozen=True, slots=True)
class PoolPlan:
    name: str
    strategy: str
    members: tuple[tuple[str, str], ...]  # login, weight
    respects_hours: bool = False


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A rule; conditions are (group, field, operator, value). Without target: a review."""

    name: str
    conditions: tuple[tuple[int, str, str, Any], ...]
    pool: str = ""
    rep: str = ""


MANAGER = Colleague(login="lintao", name="林涛 Lin Tao", language="en")

SELLERS = (
    Seller(
        login="wangfang",
        name="王芳 Wang Fang",
        language="zh-hans",
        team=EAST,
        level="senior",
        languages=("zh", "en"),
        regions=("华东",),
        calendar=SHANGHAI,
        capacity=400,
        daily_cap=None,
        habits=Habits(hours=1.2, forgets=0.02, skill=1.5),
    ),
    Seller(
        login="liqiang",
        name="李强 Li Qiang",
        language="zh-hans",
        team=EAST,
        level="regular",
        languages=("zh",),
        regions=("华东", "华北"),
        calendar=SHANGHAI,
        capacity=300,
        daily_cap=None,
        habits=Habits(hours=2.5, forgets=0.05, skill=1.0),
    ),
    Seller(
        login="chenjing",
        name="陈静 Chen Jing",
        language="zh-hans",
        team=EAST,
        level="regular",
        languages=("zh", "en"),
        regions=("华东", "华南"),
        calendar=SHANGHAI,
        capacity=300,
        daily_cap=None,
        habits=Habits(hours=1.8, forgets=0.04, skill=1.1),
    ),
    Seller(
        login="zhaolei",
        name="赵磊 Zhao Lei",
        language="zh-hans",
        team=EAST,
        level="junior",
        languages=("zh",),
        regions=("华东",),
        calendar=SHANGHAI,
        capacity=40,
        daily_cap=6,
        habits=Habits(hours=4.0, forgets=0.16, skill=0.6),
    ),
    Seller(
        login="zhoumin",
        name="周敏 Zhou Min",
        language="zh-hans",
        team=ABROAD,
        level="regular",
        languages=("zh", "en"),
        regions=("Southeast Asia", "South Asia"),
        calendar=SHANGHAI,
        capacity=300,
        daily_cap=None,
        habits=Habits(hours=2.0, forgets=0.05, skill=1.0),
    ),
    Seller(
        login="anna",
        name="Anna Schmidt",
        language="en",
        zone="Europe/Berlin",
        team=ABROAD,
        level="senior",
        languages=("de", "en"),
        regions=("DACH", "Europe"),
        calendar=BERLIN,
        capacity=400,
        daily_cap=None,
        habits=Habits(hours=1.0, forgets=0.02, skill=1.4),
    ),
    Seller(
        login="lukas",
        name="Lukas Weber",
        language="en",
        zone="Europe/Berlin",
        team=ABROAD,
        level="regular",
        languages=("de", "en", "fr"),
        regions=("DACH",),
        calendar=BERLIN,
        capacity=60,
        daily_cap=8,
        habits=Habits(hours=3.0, forgets=0.08, skill=0.9),
    ),
    Seller(
        login="sofia",
        name="Sofía García",
        language="en",
        zone="Europe/Berlin",
        team=ABROAD,
        level="regular",
        languages=("es", "pt", "en"),
        regions=("Latin America", "Europe"),
        calendar=BERLIN,
        capacity=300,
        daily_cap=None,
        habits=Habits(hours=2.2, forgets=0.06, skill=1.1),
    ),
)
HABITS = {seller.login: seller.habits for seller in SELLERS}
ON_LEAVE = "lukas"

EAST_POOL = "华东轮流 East China rotation"
CNC_POOL = "数控机床 Machine tools"
ABROAD_POOL = "海外 Abroad"
DACH_POOL = "德语区 German-speaking"
FAIR_POOL = "展会 Trade fair"

POOLS = (
    PoolPlan(
        EAST_POOL,
        "round_robin",
        (("wangfang", "1"), ("liqiang", "1"), ("chenjing", "1"), ("zhaolei", "1")),
    ),
    PoolPlan(CNC_POOL, "weighted", (("wangfang", "3"), ("liqiang", "1.5"), ("zhoumin", "1"))),
    PoolPlan(ABROAD_POOL, "load_balance", (("zhoumin", "1"), ("anna", "1"), ("sofia", "1"))),
    PoolPlan(DACH_POOL, "weighted", (("anna", "2"), ("lukas", "1"))),
    PoolPlan(FAIR_POOL, "round_robin", (("zhaolei", "1"),), respects_hours=True),
)

LATHE, LASER = "数控车床 CNC lathe", "激光切割机 Laser cutter"
PUMP, BEARING = "液压泵 Hydraulic pump", "轴承 Bearings"
CONVEYOR, SPARES = "输送线 Conveyor line", "备件 Spare parts"
KEY_QUANTITY = {LATHE: 10, LASER: 8, PUMP: 600, BEARING: 60_000, CONVEYOR: 15, SPARES: None}

FAIR = "广交会 Canton Fair"
DISTRIBUTOR_WORDS = ["代理", "经销商", "distributor", "distribuidor", "Vertriebspartner"]
FAIR_WORDS = ["广交会", "展位", "canton fair", "your booth"]

RULES = (
    RulePlan(
        "展会线索 Trade fair",
        ((1, "source", "is", FAIR), (2, "message", "contains", FAIR_WORDS)),
        pool=FAIR_POOL,
    ),
    RulePlan("代理合作 Distributors", ((1, "message", "contains", DISTRIBUTOR_WORDS),)),
    RulePlan(
        "德语区 German-speaking",
        ((1, "country", "one_of", ["DE", "AT", "CH"]), (2, "language", "is", "de")),
        pool=DACH_POOL,
    ),
    RulePlan(
        "西语和葡语 Spanish and Portuguese", ((1, "language", "one_of", ["es", "pt"]),), rep="sofia"
    ),
    RulePlan("备件 Spare parts", ((1, "product", "is", SPARES),), rep="chenjing"),
    RulePlan(
        "国内机床 Machine tools in China",
        ((1, "country", "is", "CN"), (1, "product", "one_of", [LATHE, LASER])),
        pool=CNC_POOL,
    ),
    RulePlan(
        "国内大单 Larger orders in China",
        (
            (1, "country", "is", "CN"),
            (1, "value", "at_least", "300000"),
            (2, "country", "is", "CN"),
            (2, "industry", "is", "汽车 Automotive"),
        ),
        pool=CNC_POOL,
    ),
    RulePlan(
        "国内线索 Leads from China",
        ((1, "country", "is", "CN"), (2, "language", "is", "zh")),
        pool=EAST_POOL,
    ),
)
CATCH_ALL = RulePlan("其他 Everything else", (), pool=ABROAD_POOL)
EDITED_RULE, EDITED_VALUE = "国内大单 Larger orders in China", "200000"

CUSTOMERS = (
    ("苏州精工机械 Suzhou Precision", "suzhou-precision.example", "wangfang"),
    ("宁波恒力 Ningbo Hengli", "ningbo-hengli.example", "liqiang"),
    ("合肥联合轴承 Hefei United Bearing", "hefei-bearing.example", "chenjing"),
    ("杭州云桥 Hangzhou Yunqiao", "yunqiao.example", "wangfang"),
    ("无锡新动力 Wuxi New Power", "wuxi-newpower.example", "zhaolei"),
    ("Maschinenbau Keller GmbH", "keller-maschinenbau.example", "anna"),
    ("Alpenwerk AG", "alpenwerk.example", "lukas"),
    ("Talleres Ibarra SA", "talleres-ibarra.example", "sofia"),
    ("Metalúrgica Paulista", "metalurgica-paulista.example", "sofia"),
    ("Midwest Drives Inc.", "midwest-drives.example", "zhoumin"),
    ("Saigon Industrial", "saigon-industrial.example", "zhoumin"),
    ("Northern Bearings Ltd", "northern-bearings.example", "anna"),
)
