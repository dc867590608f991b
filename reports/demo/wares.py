"""What the demo company sells, and the words that tell what somebody wants. Plain data."""

from __future__ import annotations

LATHE, LASER = "数控车床 CNC lathe", "激光切割机 Laser cutter"
PUMP, BEARING = "液压泵 Hydraulic pump", "轴承 Bearings"
CONVEYOR, SPARES = "输送线 Conveyor line", "备件 Spare parts"
KEY_QUANTITY = {LATHE: 10, LASER: 8, PUMP: 600, BEARING: 60_000, CONVEYOR: 15, SPARES: None}

CARS, ELECTRONICS, FOOD = "汽车 Automotive", "电子 Electronics", "食品 Food"
MINING, TEXTILES = "矿业 Mining", "纺织 Textiles"
INDUSTRIES = (CARS, ELECTRONICS, FOOD, MINING, TEXTILES)

FAIR, REFERRAL = "广交会 Canton Fair", "老客户介绍 Referral"
FAIR_WORDS = ["广交会", "展位", "canton fair", "your booth"]
DISTRIBUTOR_WORDS = ["代理", "经销商", "distributor", "distribuidor", "Vertriebspartner"]
TECHNICAL_WORDS = ["技术参数", "选型", "data sheet", "Datenblatt"]
