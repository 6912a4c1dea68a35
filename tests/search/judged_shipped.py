"""What is asked of the shipped collection, and what is right; see ``judged`` for how a line is read."""

from functools import cache

from tests.search.judged import Asked, Judged, read

TABLES = {
    Asked.ONE_CHARACTER: """
        链 → chain-of-thought-prompting > learning-to-reason > training-verifiers
        验 → lets-verify-step-by-step = training-verifiers > strawberry-inference-scaling
        博 → awesome-llm-strawberry = learning-to-reason
    """,
    Asked.TWO_CHARACTERS: """
        批评 → llm-critics = self-critiquing-models > finding-gpt4-mistakes
        定理 → gpt-f
        幻觉 → llm-critics
        清单 → awesome-llm-strawberry > scalable-online-planning
        花火 → scalable-online-planning
    """,
    Asked.MORE_CHARACTERS: """
        思维链 → chain-of-thought-prompting > learning-to-reason > training-verifiers
        扩展定律 → strawberry-inference-scaling
        多数投票 → lets-verify-step-by-step
        自言自语 → strawberry-inference-scaling
        分词器 → o1-team-ama
        定理证明 → gpt-f
        训练员 → finding-gpt4-mistakes
        大模型的错误 → llm-critics
        一步步验证 → lets-verify-step-by-step
    """,
    Asked.SCRIPT: """
        思維鏈 → chain-of-thought-prompting > learning-to-reason > training-verifiers
        擴展定律 → strawberry-inference-scaling
        強化學習微調 → scalable-online-planning
        驗證器 → training-verifiers > lets-verify-step-by-step > strawberry-inference-scaling
        閱讀清單 → awesome-llm-strawberry
    """,
    Asked.WIDTH: """
        ＧＳＭ８Ｋ → training-verifiers = chain-of-thought-prompting
        ｏ１－ｍｉｎｉ → o1-mini > o1-team-ama
        Ｈａｎａｂｉ → scalable-online-planning
    """,
    Asked.STEM: """
        theorems → gpt-f
        proving → gpt-f
        verifier → training-verifiers > strawberry-inference-scaling = lets-verify-step-by-step
        critics → llm-critics
        critiques → self-critiquing-models > finding-gpt4-mistakes > llm-critics
        summaries → o1-team-ama > self-critiquing-models > learning-to-reason
        prompts → chain-of-thought-prompting
        hallucinating → llm-critics > finding-gpt4-mistakes
        preferring → llm-critics = finding-gpt4-mistakes
    """,
    Asked.PREFIX: """
        hana → scalable-online-planning
        metam → gpt-f
        theor → gpt-f
        strawb → awesome-llm-strawberry = strawberry-inference-scaling
        codef → learning-to-reason = o1-mini
        schulm → lets-verify-step-by-step = training-verifiers
        planni → scalable-online-planning > reverse-engineering-o1
        interconn → reverse-engineering-o1 = strawberry-inference-scaling
    """,
    Asked.TYPO: """
        hanbi → scalable-online-planning
        therem → gpt-f
        lamberd → reverse-engineering-o1 = strawberry-inference-scaling
        strawbery → awesome-llm-strawberry = strawberry-inference-scaling
        promting → chain-of-thought-prompting
        lieke → llm-critics = lets-verify-step-by-step = self-critiquing-models
    """,
    Asked.TYPOS: """
        stravbery → awesome-llm-strawberry = strawberry-inference-scaling
        sutzkevar → lets-verify-step-by-step = gpt-f
        codforcs → learning-to-reason = o1-mini
        reenforcment → scalable-online-planning > learning-to-reason = o1-mini = reverse-engineering-o1
    """,
    Asked.COMPOUND: """
        gpt4 → finding-gpt4-mistakes
        GPT-4 → finding-gpt4-mistakes
        gpt 4 → finding-gpt4-mistakes
        o1mini → o1-mini > o1-team-ama
        o1 mini → o1-mini
        gptf → gpt-f
        prm 800k → lets-verify-step-by-step
        self critiquing → self-critiquing-models
    """,
    Asked.ACCENT: """
        Ĺambert → reverse-engineering-o1 = strawberry-inference-scaling
        Hànäbi → scalable-online-planning
    """,
    Asked.AUTHOR: """
        lambert → reverse-engineering-o1 = strawberry-inference-scaling
        Lambert Nathan → reverse-engineering-o1 = strawberry-inference-scaling
        leike → llm-critics = lets-verify-step-by-step = self-critiquing-models
        sutskever polu → gpt-f
        "Sutskever, Ilya" → lets-verify-step-by-step = gpt-f
        felipe uribe → llm-critics
        blaho → o1-team-ama
        wei zhou → chain-of-thought-prompting
        stuart russell → scalable-online-planning
        brown noam → scalable-online-planning
    """,
    Asked.CHINESE_NAME: """
        hu jian → awesome-llm-strawberry
        Jian Hu → awesome-llm-strawberry
        wang xuezhi → chain-of-thought-prompting
    """,
    Asked.ARXIV: """
        2201.11903 → chain-of-thought-prompting
        arXiv:2305.20050v2 → lets-verify-step-by-step
        2407.00215 → llm-critics
        arxiv 2009.03393 → gpt-f
    """,
    Asked.ADDRESS: """
        https://arxiv.org/abs/2110.14168 → training-verifiers
        http://www.arxiv.org/pdf/2201.11903v3.pdf?utm_source=x#page=2 → chain-of-thought-prompting
        https://arxiv.org/pdf/2305.20050 → lets-verify-step-by-step
        https://openai.com/index/learning-to-reason-with-llms/?utm_campaign=a → learning-to-reason
        https://github.com/hijkzzz/awesome-llm-strawberry.git → awesome-llm-strawberry
        https://twitter.com/btibor91/status/1834686946846597281?s=20 → o1-team-ama
        www.interconnects.ai/p/reverse-engineering-openai-o1 → reverse-engineering-o1
        https://doi.org/10.48550/arXiv.2206.05802 → self-critiquing-models
    """,
    Asked.KEY: """
        lets-verify-step-by-step → lets-verify-step-by-step
        o1-team-ama → o1-team-ama
        gpt-f → gpt-f
        finding-gpt4-mistakes → finding-gpt4-mistakes
    """,
    Asked.TAG: """
        theorem proving → gpt-f
        可扩展监督 → finding-gpt4-mistakes = llm-critics = self-critiquing-models
        scalable oversight → llm-critics = finding-gpt4-mistakes = self-critiquing-models
        外部解读 → reverse-engineering-o1 = strawberry-inference-scaling
        reading lists → awesome-llm-strawberry
        test-time-compute → learning-to-reason = strawberry-inference-scaling = training-verifiers =
            scalable-online-planning
    """,
    Asked.PINYIN: """
        siweilian → chain-of-thought-prompting
        si wei lian → chain-of-thought-prompting
        kuozhandinglv → strawberry-inference-scaling
        kuo zhan ding lü → strawberry-inference-scaling
        zidongzhengmingdingli → gpt-f
        nixiang → reverse-engineering-o1
        pipingzhe → llm-critics
        ni xiang tui yan → reverse-engineering-o1
    """,
    Asked.MIXED: """
        CoT 思维链 → chain-of-thought-prompting > learning-to-reason
        o1 模型 推理 → learning-to-reason = o1-mini
        GSM8K 数据集 → training-verifiers
        GPT-4找出 错误 → finding-gpt4-mistakes
        lambert 扩展定律 → strawberry-inference-scaling
        Metamath 形式化数学 → gpt-f
    """,
    Asked.PHRASE: """
        "step by step" → lets-verify-step-by-step > gpt-f
        "process supervision" → lets-verify-step-by-step = reverse-engineering-o1
        "tree search" → learning-to-reason ! scalable-online-planning
        "形式化数学" → gpt-f
        “过程监督” → lets-verify-step-by-step = reverse-engineering-o1
        「思维链」 → chain-of-thought-prompting > learning-to-reason
    """,
    Asked.SYNONYM: """
        CoT → chain-of-thought-prompting > learning-to-reason
        chain of thought → chain-of-thought-prompting > learning-to-reason > training-verifiers
        草莓 → awesome-llm-strawberry = strawberry-inference-scaling
        strawberry → awesome-llm-strawberry = strawberry-inference-scaling > learning-to-reason = o1-mini
        scaling law → strawberry-inference-scaling
        蒙特卡洛树搜索 → scalable-online-planning
        process supervision → lets-verify-step-by-step = reverse-engineering-o1
        人类反馈强化学习 → finding-gpt4-mistakes = llm-critics
    """,
    Asked.FILTER: """
        openai kind:post → o1-mini = reverse-engineering-o1 = strawberry-inference-scaling >
            learning-to-reason = finding-gpt4-mistakes
        math year:2023 → lets-verify-step-by-step ! gpt-f training-verifiers
        数学 年份:2020 → gpt-f ! training-verifiers
        verifiers tag:datasets → training-verifiers > lets-verify-step-by-step ! strawberry-inference-scaling
        critique author:leike kind:paper → self-critiquing-models = llm-critics ! finding-gpt4-mistakes
        tag:定理证明 → gpt-f
        标签:编程 类型:论文 → llm-critics ! o1-mini finding-gpt4-mistakes
        year:2020..2021 → training-verifiers > scalable-online-planning > gpt-f ! chain-of-thought-prompting
        org:berkeley planning → scalable-online-planning
        作者:lambert 奖励 → reverse-engineering-o1 ! lets-verify-step-by-step
    """,
    Asked.OR: """
        hanabi | metamath → scalable-online-planning = gpt-f
        花火 | 分词器 → o1-team-ama = scalable-online-planning
        kind:repo | kind:thread → awesome-llm-strawberry = o1-team-ama ! o1-mini
    """,
    Asked.NOT: """
        critique -kind:post → self-critiquing-models = llm-critics ! finding-gpt4-mistakes
        思维链 -GSM8K → learning-to-reason ! chain-of-thought-prompting training-verifiers
        strawberry -kind:repo → strawberry-inference-scaling ! awesome-llm-strawberry
        author:leike -year:2024 → lets-verify-step-by-step > self-critiquing-models ! llm-critics
    """,
    Asked.NEAR: """
        metamath 多数投票 → gpt-f = lets-verify-step-by-step
        hanabi tokenizer → scalable-online-planning = o1-team-ama
    """,
}


@cache
def queries() -> tuple[Judged, ...]:
    return tuple(read(TABLES))
