"""The words by which a team, or a topic, is told from a person. All in lower case."""

_TEAM_WORDS = """
team ai lab labs laboratory research university institute inc corp corporation group academy college foundation
company studio technologies school center centre department collective project society community ltd llc
"""

_TEAMS = """
openai, google, deepmind, anthropic, meta, fair, facebook, nvidia, microsoft, apple, amazon, ibm, intel, adobe,
salesforce, alibaba, tencent, baidu, huawei, bytedance, meituan, xiaomi, xiao mi, jd, kuaishou, xai, mistral, cohere,
deepseek, qwen, moonshot, moonshoot, minimax, zhipu, stepfun, internlm, skywork, eleutherai, huggingface, hugging face,
stanford, mit, berkeley, cmu, princeton, harvard, oxford, cambridge, tsinghua, thu, pku, sjtu, hkust, cuhk, hku, nus,
ntu, kaist, epfl, ethz, eth zurich, allenai, ai2, databricks, perplexity, together, sensetime, megvii, iflytek, 01.ai,
reka, inflection, stability, midjourney, runway, deeplearning.ai, 谷歌, 微软, 百度, 阿里巴巴, 阿里, 腾讯, 华为,
字节跳动, 清华大学, 北京大学, 智谱, 月之暗面, 英伟达, 小米, 美团
"""

_TOPICS = """
learning reasoning generation generative model models translation language languages vision visual text data dataset
datasets code coding survey surveys benchmark benchmarks video image images agent agents agentic search machine deep
neural network networks natural processing training inference open source web tool tools library framework frameworks
paper papers blog post news tutorial guide introduction the a an and or of for with in on to from by is are this new
free official system systems analysis detection recognition classification segmentation retrieval knowledge graph
graphs prompt prompting chain thought reinforcement supervised planning robotics speech audio music game games math
mathematics science computer software engineering security design api sdk cli server client database cloud mobile
static dynamic fast simple easy best great awesome large small multi modal multimodal question answering evaluation
alignment safety memory attention transformer transformers diffusion python java rust linux windows english chinese
part chapter course book talk workshop conference journal report technical theory practice application applications
self zero shot few long context fine tuning instruction feedback human preference optimization policy reward
additional related other others more general basic advanced first second no yes see
"""

_PARTICLES = "van von de der den del della di da dos du la le el al bin ibn ter ten y"

TEAM_WORDS = frozenset(_TEAM_WORDS.split())
TEAMS = frozenset(" ".join(_TEAMS.split()).split(", "))
TOPICS = frozenset(_TOPICS.split())
PARTICLES = frozenset(_PARTICLES.split())
