"""What the demo's inquirers are called and what they write, in their own languages."""

from __future__ import annotations

from reports.demo.wares import BEARING, CONVEYOR, LASER, LATHE, PUMP, REFERRAL, SPARES


def _list(text: str) -> list[str]:
    return text.split()


FIRST = {
    "zh": _list("伟 敏 静 丽 强 磊 洋 艳 勇 军 杰 娟 涛 明 超 霞 平 刚 桂英 建华 志强 雨晨 思远"),
    "de": _list("Thomas Sabine Michael Julia Stefan Katrin Andreas Petra Markus Heike Jonas Lena"),
    "es": _list("Javier María Carlos Lucía Fernando Elena Diego Camila Rafael Paula João Beatriz"),
    "en": _list("James Emily Robert Sarah David Priya Rahul Linh Minh Olivia Daniel Grace Arjun"),
}
LAST = {
    "zh": _list("王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗"),
    "de": _list("Müller Bauer Wagner Fischer Hoffmann Koch Richter Klein Wolf Schröder Braun"),
    "es": _list("Martínez López Hernández Silva Torres Ramos Navarro Costa Ortega Vega Moreno"),
    "en": _list("Walker Patel Nguyen Johnson Hughes Sharma Tran Murphy Cooper Singh Clarke Brown"),
}
FIRM = {
    "zh": (
        "{city}{word}{trade}有限公司",
        _list("宏达 永兴 金城 东方 瑞丰 凯旋 华泰 明辉 长江 启航"),
    ),
    "de": ("{word} {trade} GmbH", _list("Nordstern Rheintal Hansa Bavaria Elbe Phoenix Adler")),
    "es": ("{trade} {word} SA", _list("Aragón Pacífico Iberia Sierra Andina Libertad Costa")),
    "en": ("{word} {trade} Ltd", _list("Summit Pioneer Atlas Crown Liberty Harbour Delta Apex")),
}
TRADE = {
    "zh": _list("机械 自动化 精密 重工 科技"),
    "de": _list("Maschinenbau Antriebstechnik Metallbau Fördertechnik"),
    "es": _list("Maquinaria Talleres Metalurgia Industrias"),
    "en": _list("Engineering Machinery Industries Automation Components"),
}

UNIT_PRICE = {
    LATHE: 95_000,
    LASER: 160_000,
    PUMP: 1_400,
    BEARING: 12,
    CONVEYOR: 48_000,
    SPARES: 350,
}
USUAL_QUANTITY = {
    LATHE: (1, 6),
    LASER: (1, 4),
    PUMP: (20, 300),
    BEARING: (500, 20_000),
    CONVEYOR: (1, 6),
    SPARES: (2, 80),
}
DEMAND = {LATHE: 22, LASER: 15, PUMP: 20, BEARING: 20, CONVEYOR: 10, SPARES: 13}

# Each source with its share at home, its share abroad, and how well its leads convert.
SOURCES: dict[str, tuple[int, int, float]] = {
    "百度 Baidu": (30, 0, 0.7),
    "1688": (18, 0, 0.55),
    "微信 WeChat": (16, 0, 1.1),
    "官网 Website": (20, 15, 1.35),
    REFERRAL: (10, 9, 2.2),
    "Google": (2, 34, 1.0),
    "Alibaba": (4, 26, 0.75),
    "LinkedIn": (0, 16, 0.9),
}
BY_FORM = frozenset(["百度 Baidu", "微信 WeChat", "官网 Website", "Google"])

MESSAGES = {
    "zh": (
        "您好，我们需要采购{product}，数量约{quantity}，请报价并说明交期。",
        "请问{product}有现货吗？发到{city}运费多少？",
        "贵司{product}的技术参数能发一份吗？我们在做设备选型。",
        "我们工厂准备更换设备，想了解{product}，请尽快联系我。",
        "在网上看到你们的{product}，{quantity}台的话有什么优惠？",
        "急！产线停机了，需要{product}，今天能回复吗？",
    ),
    "en": (
        "Hello, please quote {quantity} pcs of {product}, CIF {city}, with lead time.",
        "We are planning a new line and would like a catalogue for {product}.",
        "Could you send the data sheet of {product}? Our engineers need it this week.",
        "Interested in {product}. What is your best price for {quantity} units?",
        "Our current supplier cannot deliver {product} in time. Can you help?",
    ),
    "de": (
        "Guten Tag, bitte senden Sie uns ein Angebot über {quantity} Stück {product}.",
        "Wir suchen einen Lieferanten für {product}, Lieferung nach {city}.",
        "Könnten Sie uns das Datenblatt für {product} schicken?",
    ),
    "es": (
        "Buenos días, necesitamos {quantity} unidades de {product}. ¿Cuál es el precio?",
        "¿Pueden enviar el catálogo de {product} y el plazo de entrega a {city}?",
        "Estamos interesados en {product}; por favor contáctenos.",
    ),
    "pt": (
        "Bom dia, precisamos de {quantity} unidades de {product}. Qual é o preço?",
        "Podem enviar o catálogo de {product} com prazo de entrega para {city}?",
    ),
}
DISTRIBUTOR = {
    "zh": "我们想做贵司{product}在{city}的代理，请问有什么政策？",
    "en": "We would like to become your distributor for {product} in {city}.",
    "de": "Wir möchten Ihr Vertriebspartner für {product} in {city} werden.",
    "es": "Nos gustaría ser su distribuidor de {product} en {city}.",
    "pt": "Gostaríamos de ser seu distribuidor de {product} em {city}.",
}
AGAIN = {
    "zh": "前几天询过{product}，还没收到报价，麻烦跟进一下。",
    "en": "I asked about {product} a few days ago and would like to know the price.",
    "de": "Ich hatte wegen {product} angefragt. Gibt es schon ein Angebot?",
    "es": "Pregunté por {product} hace unos días. ¿Tienen ya el precio?",
    "pt": "Perguntei sobre {product} há alguns dias. Já têm o preço?",
}
AT_THE_FAIR = "广交会展位上看过样机，对{product}感兴趣，请发报价。"
LARGE_ORDER = "年度框架采购，{product}，分批交货到{city}，请给一个总价。"
SPARE_PARTS = {
    "zh": "轴承座和密封件坏了，需要换一套，型号见铭牌。",
    "en": "Two seals and a spindle bearing for a machine that you delivered in 2019, please.",
}
SPAM = "Cheap SEO backlinks, rank first! [url=https://spam.example]click[/url]"

NOTES = {
    "reached": (
        "谈得不错，客户要报价单。",
        "Good call; wants a quotation.",
        "已加微信，发了样本。",
    ),
    "no_answer": ("没人接，明天再打。", "No answer, will try again."),
    "left_message": ("留了言。", "Left a message with the assistant."),
    "interested": ("对价格满意，等老板批。", "Likes the price; waits for approval."),
    "not_now": ("下个季度再说。", "Budget only next quarter."),
}
PINYIN = dict(
    zip(
        [*LAST["zh"], *FIRM["zh"][1]],
        _list(
            "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo "
            "hongda yongxing jincheng dongfang ruifeng kaixuan huatai minghui changjiang qihang"
        ),
        strict=True,
    )
)
