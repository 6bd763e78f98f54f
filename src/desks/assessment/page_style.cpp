// The style sheet of a report: its own, because a report stands for itself.
#include "desks/assessment/page_parts.hpp"

namespace fugong::assessment {

const char* const kPageStyle = R"(
:root{--ink:#1d2430;--soft:#5b6575;--line:#d9dee6;--page:#fff;--card:#f5f7fa;--before:#a3aebd;
--after:#1f5fbf;--gain:#1a7f5a;--loss:#b4501e}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#a2adbd;--line:#38424f;
--page:#12171e;--card:#1b222c;--before:#6c7788;--after:#6aa5ff;--gain:#4cc394;--loss:#f0935d}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.6 system-ui,"Noto Sans CJK SC",
"PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:68rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;line-height:1.3;margin:.5rem 0}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-top:.6rem;border-top:2px solid var(--ink)}
h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
p,ul{margin:.4rem 0}
a{color:var(--after)}
.meta,.note{color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
.mark{display:inline-block;border:1px solid var(--loss);color:var(--loss);border-radius:.3rem;
padding:.1rem .5rem;font-size:.9rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.8rem;
margin:.8rem 0}
.tile{background:var(--card);border-radius:.5rem;padding:.7rem .9rem}
.tile b{display:block;font-size:1.35rem;line-height:1.3;overflow-wrap:anywhere}
.tile span{color:var(--soft);font-size:.9rem;display:block}
.up{color:var(--gain)}
.down{color:var(--loss)}
.same{color:var(--soft)}
table{border-collapse:collapse;width:100%;font-size:.92rem;margin:.4rem 0 1.2rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{padding:.3rem .5rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top;
font-variant-numeric:tabular-nums}
th{font-weight:400;text-align:left}
thead th{color:var(--soft);font-size:.85rem;vertical-align:bottom}
.bars thead th+th,.bars td{text-align:right;white-space:nowrap}
.bars tbody th{width:45%}
.bar{height:.5rem;border-radius:.15rem;margin-top:.15rem}
.bar.before,.key.before{background:var(--before)}
.bar.after,.key.after{background:var(--after)}
.bar.gain{background:var(--gain)}
.bar.loss{background:var(--loss);margin-left:auto}
.key{display:inline-block;width:.7rem;height:.7rem;margin-right:.3rem;border-radius:.15rem}
.bands th:first-child{width:9rem}
.bands .left{text-align:right;width:40%}
.bands .right{text-align:left;width:40%;border-left:2px solid var(--line)}
td.word{text-align:left}
thead th.number{text-align:right;min-width:5rem}
.wide{overflow-x:auto}
.wide table{min-width:46rem}
.wide td.word{min-width:9rem}
details>summary{cursor:pointer;padding:.4rem 0;color:var(--after)}
code{background:var(--card);padding:.1rem .3rem;border-radius:.2rem;overflow-wrap:anywhere}
pre{background:var(--card);padding:.6rem;border-radius:.4rem;white-space:pre-wrap;
overflow-wrap:anywhere}
.changes li{margin:.35rem 0}
del{color:var(--loss)}
ins{color:var(--gain);text-decoration:none}
svg{width:100%;height:auto;font-size:13px}
svg text{fill:var(--soft)}
svg .line{fill:none;stroke-width:2.5}
svg .before{stroke:var(--before)}
svg .after{stroke:var(--after)}
svg .limit{stroke:var(--loss);stroke-dasharray:6 4}
svg .axis{stroke:var(--line)}
.sr{position:absolute;left:-9999px}
@media (max-width:40rem){.bars tr{display:grid;grid-template-columns:repeat(3,1fr)}.bars tbody th{
grid-column:1/-1;width:auto;border:0;padding-bottom:0}.bars thead th:first-child{display:none}
.bars td,.bars thead th{font-size:.85rem;padding:.2rem .3rem}.bands th:first-child{width:auto;
white-space:nowrap;font-size:.8rem}.bands th,.bands td{padding:.3rem .25rem}svg{font-size:24px}}
@media print{details:not([open])>*{display:block}h2{break-after:avoid}tr{break-inside:avoid}}
)";

}  // namespace fugong::assessment
