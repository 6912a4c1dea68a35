"""What is asked of the synthetic corpus, and what is right; see ``judged`` for how a line is read."""

from functools import cache

from tests.search.judged import Asked, Judged, read

TABLES = {
    Asked.ONE_CHARACTER: """
        琥 → amber-resin
        鳄 → crocodile-hunt > wetland-survey
        蜻 → dragonfly-wings
        髹 → lacquer-screens
        潺 → stalactite-growth
        鹬 → salt-marsh
    """,
    Asked.TWO_CHARACTERS: """
        鹦鹉 → parrot-mimicry
        玛瑙 → agate-carving
        琵琶 → lute-tuning
        猞猁 → lynx-tracks
        璀璨 → observatory-nights
        缥缈 → bead-phrase
        竖琴 → irish-harp
        锦鲤 → koi-breeding
    """,
    Asked.MORE_CHARACTERS: """
        骆驼商队 → camel-caravan
        铠甲考古 → armour-archaeology
        蜻蜓的翅膀 → dragonfly-wings
        显微镜下的琥珀 → amber-resin
        玛瑙雕刻作坊 → agate-carving
        雪地里的猞猁 → lynx-tracks
        灯塔看守人 → lighthouse-keepers
        潮汐发电 → tidal-power
    """,
    Asked.SCRIPT: """
        鸚鵡 → parrot-mimicry
        駱駝商隊 → camel-caravan
        鎧甲考古學 → armour-archaeology
        瑪瑙 → agate-carving
        饕餮纹 → bronze-masks
        青铜礼器 → bronze-masks
        繅絲 → silk-reeling
        陈黼 → silk-reeling
    """,
    Asked.WIDTH: """
        ＫＡＬＥＩＤＯＳＣＯＰＥ → kaleidoscope-optics
        coromandel lacquer → lacquer-screens
        ｚｑ－７ → zq7-explained = zq7-wild = testing-zq7 ~ zq
    """,
    Asked.STEM: """
        beekeeper → beekeepers
        pollinate → beekeepers ~ pollinating
        orchard → beekeepers
        volcanoes → volcano-erupts ~ volcano
        eruption → volcano-erupts ~ erupts
        varnish → violin-varnish
        caravans → camel-caravan ~ caravan
        revisiting → violin-varnish ~ revisited
        gardens wombats → wombat-gardening ~ wombats
        lighthouses → lighthouse-keepers ~ lighthouse
    """,
    Asked.PREFIX: """
        kaleid → kaleidoscope-optics
        porcel → porcelain-kiln
        marzi → marzipan-history
        glaci → glacier-retreat
        stalac → stalactite-growth
        crocod → crocodile-hunt > wetland-survey
        szymb → parrot-mimicry = szymborska-lecture
        ornitho → parrot-mimicry = kingfisher-dive = salt-marsh ~ ornithology
    """,
    Asked.TYPO: """
        lynz → lynx-tracks ~ lynx
        marzpan → marzipan-history ~ marzipan
        pendulam → pendulum-clocks ~ pendulum
        stalactyte → stalactite-growth ~ stalactite
        szymborsca → parrot-mimicry = szymborska-lecture ~ szymborska
        smorgasbor → smorgasbord ~ smorgasbord
        gimbuls → pendulum-clocks ~ gimbals
        paraffine → lighthouse-keepers ~ paraffin
    """,
    Asked.TYPOS: """
        kaleidascop → kaleidoscope-optics ~ kaleidoscope
        porclain kilm → porcelain-kiln ~ porcelain
        archeolagy → armour-archaeology ~ archaeology
        crocadyle → crocodile-hunt > wetland-survey ~ crocodile
        observetary → observatory-nights ~ observatory
        hidrologi → salt-marsh ~ hydrology
        stradiverious → violin-varnish ~ stradivarius
    """,
    Asked.COMPOUND: """
        zq7 → zq7-explained = zq7-wild = testing-zq7 ~ zq
        ZQ-7 → zq7-explained = zq7-wild = testing-zq7 ~ zq
        zq 7 → zq7-explained = zq7-wild = testing-zq7 ~ zq
        wombat3b → wombat-3b ~ wombat-3b
        wombat 3b → wombat-3b ~ wombat-3b
        Wombat-3B → wombat-3b ~ wombat-3b
    """,
    Asked.ACCENT: """
        smorgasbord → smorgasbord
        creme brulee → smorgasbord
        naïveté → naive-painting
        dvorak → sailmaking > ropewalks
        Bjork Gudmundsdottir → plant-paper ~ björk
        wislawa → parrot-mimicry = szymborska-lecture
        lubeck → marzipan-history
        o'shaughnessy siobhan → irish-harp ~ shaughnessy
    """,
    Asked.AUTHOR: """
        szymborska → parrot-mimicry = szymborska-lecture
        szymborska wisława → parrot-mimicry = szymborska-lecture
        "Dvořák-Lindgren, Antonín" → sailmaking > ropewalks ~ lindgren
        lindgren → sailmaking > ropewalks
        antonin lindgren → sailmaking > ropewalks ~ lindgren
        henrietta → hourglass-author
        shaughnessy → irish-harp
    """,
    Asked.CHINESE_NAME: """
        欧阳鹂 → plant-paper
        司马缨 → silk-reeling
        歐陽鸝 → plant-paper
        故宫博物院 → plant-paper
        陳黼 → silk-reeling
        ouyang li → plant-paper ~ 欧阳鹂
    """,
    Asked.ARXIV: """
        2612.01234 → pendulum-clocks
        arXiv:2612.01234v3 → pendulum-clocks ~ 2612.01234
        cs/0501001 → old-abacus
        arxiv:cs/0501001v1 → old-abacus ~ cs/0501001
    """,
    Asked.ADDRESS: """
        https://arxiv.org/pdf/2612.01234v3.pdf?download=1 → pendulum-clocks ~ -
        http://arxiv.org/abs/2612.01234 → pendulum-clocks ~ -
        http://www.example.org/glaciers/patagonia/?utm_source=feed#top → glacier-retreat ~ -
        https://doi.org/10.5555/PLANTED.2020.77 → glacier-retreat ~ -
        10.5555/planted.2020.77 → glacier-retreat ~ -
        https://github.com/planted/wombat.git → wombat-3b ~ -
        https://mobile.twitter.com/planted/status/1999999999999999999?s=21 → telegraph-thread ~ -
        https://example.org/planted/lute-tuning?ref=hn → lute-tuning ~ -
        https://ar5iv.labs.arxiv.org/html/cs/0501001 → old-abacus ~ -
    """,
    Asked.KEY: """
        parrot-mimicry → parrot-mimicry ~ -
        zq7-wild → zq7-wild ~ -
        lute-tuning → lute-tuning ~ -
        old-abacus → old-abacus ~ -
    """,
    Asked.TAG: """
        ornithology → parrot-mimicry = kingfisher-dive = salt-marsh
        鸟类观察 → parrot-mimicry = kingfisher-dive = salt-marsh
        鳥類觀察 → parrot-mimicry = kingfisher-dive = salt-marsh
        traditional handicraft → porcelain-kiln = agate-carving ~ handicraft
        传统手工艺 → porcelain-kiln = agate-carving
        volcanology → volcano-erupts
        火山学 → volcano-erupts
    """,
    Asked.PINYIN: """
        luotuoshangdui → camel-caravan ~ 骆驼商队
        luo tuo shang dui → camel-caravan ~ 骆驼商队
        yingwuxueshe → parrot-mimicry ~ 鹦鹉学舌
        manaodiaoke → agate-carving ~ 玛瑙雕刻
        kaijiakaogu → armour-archaeology ~ 铠甲考古
        qing ting de chi bang → dragonfly-wings ~ 蜻蜓的翅膀
        dengtakanshouren → lighthouse-keepers ~ 灯塔看守人
        pipadingxian → lute-tuning ~ 琵琶定弦
        ouyangli → plant-paper ~ 欧阳鹂
        sima ying → silk-reeling ~ 司马缨
    """,
    Asked.MIXED: """
        parrots 鹦鹉 → parrot-mimicry
        ZQ-7 运行 → zq7-wild ~ 实地运行
        amber 琥珀 → amber-resin
        Jingdezhen 釉料 → porcelain-kiln
        szymborska 演说 → szymborska-lecture
        骆驼 caravan 沙漠 → camel-caravan ~ 骆驼
    """,
    Asked.PHRASE: """
        "glass bead game" → bead-phrase ! bead-scattered ~ -
        "silk from cocoons" → silk-reeling
        "frame for frame" → kingfisher-dive
        "显微镜下" → amber-resin
        「骆驼商队」 → camel-caravan ~ 骆驼商队
        "鹦鹉学舌" → parrot-mimicry
        "gutta percha" → submarine-cables ~ gutta-percha
    """,
    Asked.FILTER: """
        zugzwang kind:post → chess-one ! chess-both ~ -
        tortoise year:2010..2020 → tortoise-new > tortoise-middle ! tortoise-old ~ -
        tag:ornithology year:2018.. → parrot-mimicry > kingfisher-dive ! salt-marsh ~ -
        标签:鸟类观察 年份:2016 → salt-marsh ! parrot-mimicry kingfisher-dive ~ -
        tag:"Traditional handicraft" 釉 → porcelain-kiln ! agate-carving ~ -
        author:lindgren year:2012 → ropewalks ! sailmaking ~ -
        author:szymborska kind:talk → szymborska-lecture ! parrot-mimicry ~ -
        org:rijksmuseum → ropewalks ~ -
        作者:欧阳鹂 → plant-paper ~ -
        类型:演讲 标签:火山学 → volcano-erupts ~ -
    """,
    Asked.OR: """
        鹦鹉 | 玛瑙 → parrot-mimicry = agate-carving ~ -
        kaleidoscope|marzipan → kaleidoscope-optics = marzipan-history ~ -
        tag:volcanology | tag:handicraft → porcelain-kiln = agate-carving = volcano-erupts ~ -
        szymborska 鹦鹉 | 演说 → parrot-mimicry = szymborska-lecture ~ -
    """,
    Asked.NOT: """
        zugzwang -explained → chess-both ! chess-one ~ -
        tag:ornithology -鹦鹉 → kingfisher-dive > salt-marsh ! parrot-mimicry ~ -
        鳄 -tropical → crocodile-hunt ! wetland-survey ~ -
        tortoise -kind:post -year:2009 → tortoise-new ! tortoise-middle tortoise-old ~ -
        glass bead -"glass bead" → bead-scattered ! bead-phrase ~ -
    """,
    Asked.RANKING: """
        hourglass → hourglass-title > hourglass-author > hourglass-overview
        knitting → knitting-exact > knitting-stem ~ knit
        puffin → puffin-exact > puffin-prefix
        tortoise → tortoise-new > tortoise-middle > tortoise-old
        陆龟赛跑 → tortoise-new > tortoise-middle > tortoise-old
        鳄鱼 → crocodile-hunt > wetland-survey
        zugzwang zwischenzug → chess-both
        游戏 玻璃 珠 → bead-scattered = bead-phrase ~ -
    """,
    Asked.NEAR: """
        kaleidoscope 骆驼 → kaleidoscope-optics = camel-caravan ~ -
        zugzwang marzipan → chess-both = chess-one = marzipan-history ~ -
    """,
}


@cache
def queries() -> tuple[Judged, ...]:
    return tuple(read(TABLES))
