"""Articles of our own writing in both grammars, and what the tests of them look at."""

from bot.domain.candidate import Candidate, Harvest
from bot.intake.article import read

BULLETED = """\
# 1. 推理模型
1. GitHub（1.1k 星）: https://github.com/example/reading-notes

下面按主题整理：

1. 关于慢思考的博客
   - 博客：Thinking Slowly
   - 作者：Ada Example
   - 链接：https://blog.example.org/slow
   - 概述：作者回顾了慢思考，其中包括：采样、投票与搜索。

2. 博客：A Summary of the Q&A
   - 作者：Bo Example
   - 链接：https://threadreaderapp.com/thread/1800000000000000001.html
   - 𝕏：https://x.com/bo_example/status/1800000000000000001
   - 概述：这条长帖汇总了问答。
   - 其中包括：价格、速率、上下文长度等内容。

3. 博客：Search, Verifiers, and Luck
   - 作者：Cai Example
   - 链接：https://blog.example.org/luck
   - 概述：文章比较了三种搜索。
     还讨论了 verifier
     training 的代价。
"""

BARE = """\
# 2. 论文

推荐先读的论文
论文：Counting Apples with Transformers
作者：Ada Example, Bo Example、蔡例，Dora Example等
团队：Example Research, Fruit Team（水果组，上海)、Orchard AI
链接：https://arxiv.org/abs/2101.00001

概述：发布于2021年3月，研究了数苹果。
作者给出了两千道题。

图片

论文：Doubting Pears
作者：Ed Example
链接：https://arxiv.org/pdf/2202.00002

概述：研究了怀疑。

图片

# 参考

[1] 一篇介绍推理的文章，附清单！三天整理完, https://mp.weixin.qq.com/s/example-1"""


def only(text: str) -> Candidate:
    harvest = read(text, "list.txt")
    assert len(harvest.candidates) == 1, harvest
    return harvest.candidates[0]


def titles(harvest: Harvest) -> list[str]:
    return [candidate.title.en or candidate.title.zh or "" for candidate in harvest.candidates]


def reasons(harvest: Harvest) -> list[tuple[int, str]]:
    return [(skipped.line, skipped.reason) for skipped in harvest.skipped]
