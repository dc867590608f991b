"""Who works at the demo company and how it is organised. Plain data, no database."""

from __future__ import annotations

from dataclasses import dataclass

from reports.demo.wares import (
    BEARING,
    CARS,
    CONVEYOR,
    ELECTRONICS,
    FOOD,
    LASER,
    LATHE,
    MINING,
    PUMP,
    SPARES,
    TEXTILES,
)

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
    skills: tuple[str, ...]
    products: tuple[str, ...]
    industries: tuple[str, ...]
    habits: Habits


MANAGER = Colleague(login="lintao", name="林涛 Lin Tao", language="en")

SELLERS = (
    Seller(
        login="wangfang",
        name="王芳 Wang Fang",
        language="zh-hans",
        team=EAST,
        level="senior",
        languages=("zh", "en"),
        regions=("CN-EAST",),
        calendar=SHANGHAI,
        capacity=400,
        daily_cap=None,
        skills=("数控", "CNC", "激光", "laser"),
        products=(LATHE, LASER),
        industries=(CARS, ELECTRONICS),
        habits=Habits(hours=1.2, forgets=0.02, skill=1.5),
    ),
    Seller(
        login="liqiang",
        name="李强 Li Qiang",
        language="zh-hans",
        team=EAST,
        level="regular",
        languages=("zh",),
        regions=("CN-EAST", "CN-NORTH"),
        calendar=SHANGHAI,
        capacity=300,
        daily_cap=None,
        skills=("液压", "hydraulic"),
        products=(PUMP, LATHE),
        industries=(MINING, CARS),
        habits=Habits(hours=2.5, forgets=0.05, skill=1.0),
    ),
    Seller(
        login="chenjing",
        name="陈静 Chen Jing",
        language="zh-hans",
        team=EAST,
        level="regular",
        languages=("zh", "en"),
        regions=("CN-EAST", "CN-SOUTH"),
        calendar=SHANGHAI,
        capacity=300,
        daily_cap=None,
        skills=("轴承", "bearings", "备件"),
        products=(BEARING, SPARES, PUMP),
        industries=(TEXTILES, FOOD),
        habits=Habits(hours=1.8, forgets=0.04, skill=1.1),
    ),
    Seller(
        login="zhaolei",
        name="赵磊 Zhao Lei",
        language="zh-hans",
        team=EAST,
        level="junior",
        languages=("zh",),
        regions=("CN-EAST",),
        calendar=SHANGHAI,
        capacity=40,
        daily_cap=6,
        skills=("轴承",),
        products=(BEARING,),
        industries=(FOOD,),
        habits=Habits(hours=4.0, forgets=0.16, skill=0.6),
    ),
    Seller(
        login="zhoumin",
        name="周敏 Zhou Min",
        language="zh-hans",
        team=ABROAD,
        level="regular",
        languages=("zh", "en"),
        regions=("south-eastern-asia", "southern-asia"),
        calendar=SHANGHAI,
        capacity=300,
        daily_cap=None,
        skills=("输送", "conveyor", "CNC"),
        products=(CONVEYOR, LATHE),
        industries=(FOOD, ELECTRONICS),
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
        regions=("dach", "europe"),
        calendar=BERLIN,
        capacity=400,
        daily_cap=None,
        skills=("hydraulic", "CNC", "Antriebstechnik"),
        products=(PUMP, LATHE, LASER),
        industries=(CARS, MINING),
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
        regions=("dach",),
        calendar=BERLIN,
        capacity=60,
        daily_cap=8,
        skills=("laser", "Lasertechnik"),
        products=(LASER,),
        industries=(CARS,),
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
        regions=("latam", "europe"),
        calendar=BERLIN,
        capacity=300,
        daily_cap=None,
        skills=("conveyor", "bearings"),
        products=(CONVEYOR, BEARING),
        industries=(FOOD, TEXTILES),
        habits=Habits(hours=2.2, forgets=0.06, skill=1.1),
    ),
)
HABITS = {seller.login: seller.habits for seller in SELLERS}
ON_LEAVE = "lukas"

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
