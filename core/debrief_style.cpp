#include "core/debrief_model.h"

namespace muster::core {

std::string_view debrief_style() {
  return R"css(
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --muted: #59626d; --rule: #d9dee4; --faint: #f4f6f8; --link: #0b5cad;
  --alarm: #9f1d28; --alarm-paper: #fdecec; --drill: #6b4a00; --drill-paper: #fff5d6;
  --lane: #e3e8ee; --mark: #1b1f24; --note: #ffffff; --late: #b4232f;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --ink: #e6e9ed; --muted: #9aa5b1; --rule: #323941; --faint: #1c2127; --link: #7db8f5;
    --alarm: #ffb3b3; --alarm-paper: #3b171a; --drill: #ffdf8f; --drill-paper: #362b0d;
    --lane: #303943; --mark: #e6e9ed; --note: #14171b; --late: #ff8a8a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
}
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
a { color: var(--link); text-underline-offset: .15em; }
h1 { font-size: 2rem; line-height: 1.2; margin: .15rem 0 .75rem; letter-spacing: -.015em; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.25rem 0 .6rem; padding-bottom: .35rem; border-bottom: 1px solid var(--rule); }
p { margin: 0 0 .75rem; }
.eyebrow { margin: 0; color: var(--muted); font-size: .875rem; font-weight: 600; letter-spacing: .04em; }
.warning { margin: 0 0 1rem; padding: .6rem .9rem; border-left: 4px solid currentColor; font-weight: 600; }
.warning.private { color: var(--alarm); background: var(--alarm-paper); }
.warning.drill { color: var(--drill); background: var(--drill-paper); }
.badge { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; color: #fff; font-size: .875rem; font-weight: 600; }
.muted, .none { color: var(--muted); }
.none { font-style: italic; }
.figures { display: flex; flex-wrap: wrap; gap: 1px; margin: 1.5rem 0 1.75rem; padding: 0; border: 1px solid var(--rule); border-radius: .5rem; background: var(--rule); overflow: hidden; }
.figures div { flex: 1 1 9.5rem; display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .8rem 1rem; background: var(--paper); }
.figures dt { color: var(--muted); font-size: .8125rem; line-height: 1.35; }
.figures dd { margin: 0; font-size: 1.375rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
.figures dd.unknown { color: var(--muted); font-size: 1rem; font-weight: 400; line-height: 1.8; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: .8125rem; font-weight: 600; }
tbody th { font-weight: 400; }
.facts th { width: 15rem; color: var(--muted); }
.facts th, .facts td { padding-top: .3rem; padding-bottom: .3rem; }
.pair { display: grid; grid-template-columns: 1.4fr 1fr; gap: 0 3rem; align-items: start; }
.pair .facts th { width: 60%; }
.wide th[scope="row"] { min-width: 5rem; }
table + .tail { margin-top: .6rem; }
.number { text-align: right; }
td.time { color: var(--muted); white-space: nowrap; }
.words p, .words pre { margin: 0 0 .5rem; }
.words > :last-child { margin-bottom: 0; }
code { padding: .1em .3em; border-radius: .25rem; background: var(--faint); font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { padding: .6rem .8rem; border: 1px solid var(--rule); border-radius: .375rem; background: var(--faint); white-space: pre-wrap; }
pre code { padding: 0; background: none; }
.at { font-weight: 600; }
.timeline .clock { width: 3.75rem; white-space: nowrap; }
.timeline .local { width: 1%; padding-right: 1.25rem; color: var(--muted); white-space: nowrap; }
.timeline .who { width: 10rem; }
.timeline .day th { padding: 1.5rem 0 .4rem; border-bottom: 2px solid var(--rule); font-weight: 600; }
.timeline tbody:first-of-type .day th { padding-top: .75rem; }
.tag { display: block; color: var(--muted); font-size: .8125rem; line-height: 1.3; }
.tail { margin: .15rem 0 0; color: var(--muted); font-size: .8125rem; }
.status .words, .severity .words, .declared .words { font-weight: 600; }
.update .words { padding-left: .75rem; border-left: 3px solid #2f6f8f; }
.withdrawn .words { color: var(--muted); font-style: italic; }
figure { margin: 0; }
figcaption { margin-top: .5rem; color: var(--muted); font-size: .8125rem; }
.scroll { overflow-x: auto; }
.scroll svg { display: block; width: 100%; min-width: 46rem; height: auto; }
svg text { fill: var(--ink); font-size: 12px; font-variant-numeric: tabular-nums; }
svg .axis { fill: var(--muted); font-size: 11px; }
svg .grid { stroke: var(--rule); stroke-width: 1; }
svg .end { stroke: var(--muted); stroke-width: 1; stroke-dasharray: 3 3; }
svg .inside { fill: #fff; font-weight: 600; }
svg .lane { fill: var(--lane); }
svg .asked { fill: none; stroke: var(--muted); stroke-dasharray: 4 3; }
svg .kept { fill: #2f6f8f; stroke: var(--paper); }
svg .late { fill: var(--paper); stroke: var(--late); stroke-width: 2; }
svg .said { fill: var(--mark); stroke: var(--paper); }
svg .noted { fill: var(--note); stroke: var(--mark); stroke-width: 1.5; }
.sev0 { background: #b4232f; fill: #b4232f; } .sev1 { background: #b85208; fill: #b85208; }
.sev2 { background: #846700; fill: #846700; } .sev3 { background: #3b6ea8; fill: #3b6ea8; }
.sev { background: #66707c; fill: #66707c; } .unsure { background: #66707c; fill: #66707c; }
.c-triage { background: #4f6272; fill: #4f6272; } .c-active { background: #8c3a62; fill: #8c3a62; }
.c-active.other { background: #5e4a86; fill: #5e4a86; }
.c-mitigated { background: #2f6f8f; fill: #2f6f8f; } .c-resolved { background: #2c7549; fill: #2c7549; }
.c-over { background: #5b6470; fill: #5b6470; }
.missing li, .facts-list li { margin-bottom: .25rem; }
ul { margin: 0 0 1rem; padding-left: 1.25rem; }
.questions { list-style: none; padding: 0; }
.questions li { padding: .45rem 0; border-bottom: 1px solid var(--rule); }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--muted); font-size: .8125rem; }
footer p { margin: 0 0 .25rem; }
@media screen and (max-width: 40rem) {
  main { padding: 1.25rem 1rem 3rem; }
  h1 { font-size: 1.5rem; }
  .facts th { width: 40%; }
  .pair { display: block; }
  .timeline thead { display: none; }
  .timeline tr { display: grid; grid-template-columns: auto auto 1fr; column-gap: .6rem; padding: .6rem 0; border-bottom: 1px solid var(--rule); }
  .timeline tr.day { display: block; padding: 0; border: 0; }
  .timeline tr.day th { display: block; }
  .timeline tr.line > * { width: auto; padding: 0; border: 0; }
  .timeline .what { grid-column: 1 / -1; }
  .timeline .tag { display: inline; }
  .wide table { min-width: 40rem; }
}
@page {
  size: A4; margin: 16mm 15mm 18mm;
  @bottom-right { content: counter(page) " / " counter(pages); color: #59626d; font: 8pt sans-serif; }
}
@media print {
  :root { color-scheme: light; font-size: 9.5pt; }
  body { font-size: 1rem; line-height: 1.45; }
  main { max-width: none; padding: 0; }
  h2 { margin-top: 1.4rem; }
  .figures { margin: 1rem 0; }
  .figures div { flex-basis: 8rem; padding: .55rem .8rem; }
  .facts th, .facts td { padding-top: .2rem; padding-bottom: .2rem; }
  h2, .people-note { break-after: avoid; }
  thead { display: table-header-group; }
  tr, figure, .figures, .warning, li { break-inside: avoid; }
  .day { break-after: avoid; }
  .scroll { overflow: visible; }
  .scroll svg { min-width: 0; }
  a { color: inherit; }
  svg, .badge, .warning, .figures, pre, code { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
)css";
}

}  // namespace muster::core
