"""What other systems call the states of a lead, in our words."""

import re
import unicodedata
from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "waiting": """waiting; new; new lead; open; unassigned; not contacted;
        open - not contacted; uncontacted; untouched; unworked; received; to do; raw; fresh;
        待分配; 新线索; 新建; 新增; 未处理; 待处理; 未跟进; 未联系; 待跟进; 未分配""",
    "working": """working; assigned; in progress; contacted; working - contacted; connected;
        attempted to contact; attempted; attempting contact; pre qualified; pre-qualified;
        qualified; qualifying; engaged; follow up; following up; in follow-up; proposal;
        negotiation; open deal; active; meeting scheduled; demo; 跟进中; 已跟进; 已联系;
        联系中; 已分配; 处理中; 洽谈中; 沟通中; 初步沟通; 有意向; 已报价""",
    "nurturing": """nurturing; nurture; contact in future; contact later; future; bad timing;
        on hold; postponed; recycled; later; 培育中; 培育; 以后联系; 暂缓; 待培育; 长期跟进;
        暂不需要""",
    "converted": """converted; closed - converted; closed converted; won; closed won;
        customer; deal; success; successful; sold; signed; yes; true; y; 1; 1.0; 已转化; 转化;
        已转客户; 已转换; 已成交; 成交; 赢单; 已签约; 成功; 是""",
    "invalid": """invalid; junk; junk lead; spam; bad; bad lead; unqualified; disqualified;
        fake; duplicate; wrong number; not qualified; 无效; 无效线索; 垃圾线索; 不合格;
        假线索; 空号; 重复""",
    "lost": """lost; lost lead; closed lost; closed - not converted; closed not converted;
        dead; failed; not interested; no interest; rejected; unsuccessful; cancelled;
        canceled; 输单; 丢单; 已流失; 流失; 战败; 失败; 无意向; 已放弃; 不感兴趣""",
    "archived": "archived; archive; closed; inactive; 已归档; 归档; 已关闭; 关闭; 作废",
}
TRUE = frozenset(
    ["yes", "true", "y", "1", "1.0", "✓", "✔", "是", "已", "已转化", "converted", "won"]
)
FALSE = frozenset(["no", "false", "n", "0", "0.0", "✗", "✘", "否", "未", "未转化"])
MARKS = re.compile(r"[\W_]+")


def parse_status(text: object) -> str:
    """Give our code for a status of another system; empty when the word says nothing to us.

    Yes and 1, as in a column "converted", mean converted; no and 0 leave the status open.
    """
    return _CODES.get(_folded(text), "")


def parse_flag(cell: object) -> bool | None:
    """Read a yes or a no; None for anything else."""
    text = unicodedata.normalize("NFKC", str(cell)[:20]).strip().casefold()
    if text in TRUE:
        return True
    return False if text in FALSE else None


def _folded(text: object) -> str:
    return MARKS.sub(" ", unicodedata.normalize("NFKC", str(text)[:100]).casefold()).strip()


_CODES = {_folded(word): code for code, words in WORDS.items() for word in words.split(";")}
