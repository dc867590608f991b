"""The demo company's pools, caps and rules. Plain data, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.demo.cast import EAST
from reports.demo.wares import (
    CARS,
    CONVEYOR,
    DISTRIBUTOR_WORDS,
    FAIR,
    FAIR_WORDS,
    LASER,
    LATHE,
    PUMP,
    REFERRAL,
    SPARES,
    TECHNICAL_WORDS,
)


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """A pool; ``settings`` are fields of its row, ``overflow`` names another one."""

    name: str
    strategy: str
    members: tuple[tuple[str, str], ...]  # login, weight
    settings: Mapping[str, Any] = field(default_factory=dict)
    overflow: str = ""
    open_to: str = ""  # a team


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A rule; conditions are (group, field, operator, value). Without target: a review."""

    name: str
    conditions: tuple[tuple[int, str, str, Any], ...]
    pool: str = ""
    reps: tuple[str, ...] = ()
    team: str = ""
    is_key: bool = False  # gives leads to nobody, only marks them


@dataclass(frozen=True, slots=True)
class CapPlan:
    """The most leads of a rep in a period, over all pools or in one."""

    login: str
    period: str
    limit: int
    pool: str = ""


EAST_POOL = "华东轮流 East China rotation"
CNC_POOL = "数控机床 Machine tools"
PUMP_POOL = "液压 Hydraulics"
TECHNICAL_POOL = "技术咨询 Technical questions"
LARGE_POOL = "大单抢先 Larger orders"
PUBLIC_POOL = "备件公海 Spare parts, to be claimed"
ABROAD_POOL = "海外 Abroad"
DACH_POOL = "德语区 German-speaking"
FAIR_POOL = "展会 Trade fair"

POOLS = (
    PoolPlan(
        EAST_POOL,
        "round_robin",
        (("wangfang", "1"), ("liqiang", "1"), ("chenjing", "1"), ("zhaolei", "1")),
        {"credit_reasons": ["not_my_area", "spam", "wrong_details"]},
    ),
    PoolPlan(
        CNC_POOL,
        "weighted",
        (("wangfang", "3"), ("liqiang", "1.5"), ("zhoumin", "1")),
        {"credit_reasons": ["not_my_area", "wrong_details"], "books_outside": ["manual"]},
    ),
    PoolPlan(
        PUMP_POOL,
        "best_result",
        (("liqiang", "1"), ("chenjing", "1"), ("zhoumin", "1"), ("anna", "1")),
        {"options": {"segment": ["country"], "prior": 10, "explore_percent": 15}},
    ),
    PoolPlan(
        ABROAD_POOL,
        "load_balance",
        (("zhoumin", "1"), ("anna", "1"), ("sofia", "1")),
        {"options": {"measure": "buckets", "within_days": 10}, "respects_hours": True},
    ),
    PoolPlan(
        TECHNICAL_POOL,
        "best_match",
        (("wangfang", "1"), ("chenjing", "1"), ("zhoumin", "1"), ("anna", "1"), ("lukas", "1")),
        {
            "options": {"language": 30, "product": 30, "skill": 20, "industry": 10, "level": 10},
            "respects_hours": True,
        },
        overflow=ABROAD_POOL,
    ),
    PoolPlan(
        LARGE_POOL,
        "offer",
        (("wangfang", "2"), ("liqiang", "1"), ("chenjing", "1")),
        {"offer_minutes": 240},
    ),
    PoolPlan(
        PUBLIC_POOL,
        "claim",
        (("chenjing", "1"), ("zhaolei", "1"), ("zhoumin", "1"), ("sofia", "1")),
        {
            "claims_a_day": 5,
            "holding_limit": 250,
            "cooling_off_days": 7,
            "push_after": 3 * 24 * 60,
        },
        open_to=EAST,
    ),
    PoolPlan(
        DACH_POOL,
        "weighted",
        (("anna", "2"), ("lukas", "1")),
        {"respects_hours": True, "stops_before": 30, "when_nobody": "assign"},
    ),
    PoolPlan(FAIR_POOL, "round_robin", (("zhaolei", "1"),), {"respects_hours": True}),
)
CAPS = (CapPlan("zhaolei", "week", 12), CapPlan("wangfang", "week", 5, CNC_POOL))

LARGE_RULE = "国内大单 Larger orders in China"
RULES = (
    RulePlan(
        "老客户介绍的整线 Conveyor lines on referral",
        ((1, "source", "is", REFERRAL), (1, "product", "is", CONVEYOR)),
        is_key=True,
    ),
    RulePlan(
        "展会线索 Trade fair",
        ((1, "source", "is", FAIR), (2, "message", "contains", FAIR_WORDS)),
        pool=FAIR_POOL,
    ),
    RulePlan("代理合作 Distributors", ((1, "message", "contains_word", DISTRIBUTOR_WORDS),)),
    RulePlan(
        "技术选型 Technical questions",
        (
            (1, "message", "contains_word", TECHNICAL_WORDS),
            (1, "rep.languages", "contains_fact", "language"),
        ),
        pool=TECHNICAL_POOL,
    ),
    RulePlan(
        "美洲夜间 The Americas, overnight in China",
        (
            (1, "area", "within", ["americas"]),
            (1, "arrived_time", "between", ["18:00", "08:30"]),
            (1, "rep.languages", "contains_fact", "language"),
        ),
        reps=("anna", "sofia"),
    ),
    RulePlan(
        "德语区 German-speaking",
        ((1, "area", "within", ["dach"]), (2, "language", "is", "de")),
        pool=DACH_POOL,
    ),
    RulePlan(
        "西语和葡语 Spanish and Portuguese",
        ((1, "language", "one_of", ["es", "pt"]),),
        reps=("sofia",),
    ),
    RulePlan("备件 Spare parts", ((1, "product", "is", SPARES),), pool=PUBLIC_POOL),
    RulePlan(
        LARGE_RULE,
        ((1, "country", "is", "CN"), (1, "value", "at_least", "300000")),
        pool=LARGE_POOL,
    ),
    RulePlan(
        "国内机床 Machine tools in China",
        ((1, "country", "is", "CN"), (1, "product", "one_of", [LATHE, LASER])),
        pool=CNC_POOL,
    ),
    RulePlan("液压泵 Hydraulic pumps", ((1, "product", "is", PUMP),), pool=PUMP_POOL),
    RulePlan("华东 East China", ((1, "area", "within", ["CN-EAST"]),), pool=EAST_POOL),
    RulePlan(
        "华南华北 South and North China",
        (
            (1, "area", "within", ["CN-SOUTH", "CN-NORTH"]),
            (1, "rep.areas", "contains_fact", "area"),
        ),
        team=EAST,
    ),
    RulePlan(
        "国内其他 Rest of China",
        ((1, "country", "is", "CN"), (2, "language", "is", "zh")),
        pool=EAST_POOL,
    ),
    RulePlan("东南亚 Southeast Asia", ((1, "area", "within", ["asean"]),), reps=("zhoumin",)),
)
CATCH_ALL = RulePlan("其他 Everything else", (), pool=ABROAD_POOL)

# What is tried on a share of the leads, and what is to come next.
TRIED_VALUE, TRIED_PERCENT = "200000", 40
TRIED_NOTE = "大单从二十万起 Larger orders from 200,000 on"
NEXT_RULE = RulePlan(
    "国内汽车行业 Automotive in China",
    ((1, "country", "is", "CN"), (1, "industry", "is", CARS)),
    pool=CNC_POOL,
)
NEXT_NOTE = "汽车行业归机床组 Automotive goes to the machine tools pool"
