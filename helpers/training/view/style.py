"""The style sheet of the live view, for light and dark pages of JupyterLab and Colab."""

from __future__ import annotations

from helpers.draw.colours import DARK, LIGHT, css_variables

NAMES = {name: name for name in ("ground", "ink", "soft", "line", "panel", "focus")}
NAMES |= {"training": "input", "validation": "kernel"}
"""The variables of the style sheet, and the colours that they have."""

STYLE = (
    f"""
.cnn-training {{ {css_variables(LIGHT, NAMES)} }}
body[data-jp-theme-light="false"] .cnn-training, html[theme="dark"] .cnn-training {{
  {css_variables(DARK, NAMES)} }}
"""
    + """
.cnn-training {
  box-sizing: border-box; max-width: 1240px; margin: 4px 0; padding: 14px 18px 12px;
  border: 1px solid var(--line); border-radius: 10px; background: var(--ground); color: var(--ink);
  font: 15px/1.45 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; overflow: hidden;
  container-type: inline-size }
.cnn-training .widget-hbox { align-items: center; gap: 14px; overflow: visible }
.cnn-training .widget-html { flex: 1 1 auto; width: auto; min-width: 0; height: auto; margin: 0;
  color: inherit; font: inherit; line-height: inherit; overflow: visible }
.cnn-training .widget-html-content { font: inherit; line-height: inherit; min-width: 0 }
.cnn-training .head { color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap;
  overflow: hidden; text-overflow: ellipsis }
.cnn-training .head b { margin-right: 10px; color: var(--ink); font-size: 1.15em }
.cnn-training .widget-button { flex: none; width: auto; min-width: 7.5em; height: 2.3em;
  margin: 3px; padding: 0 0.8em; border: 1px solid var(--line); border-radius: 6px;
  background: var(--panel); color: var(--ink); font: inherit; font-size: 0.87em; font-weight: 600;
  line-height: 1; text-align: center; box-shadow: none; opacity: 1; cursor: pointer }
.cnn-training .widget-button:hover { border-color: var(--soft); box-shadow: none }
.cnn-training .widget-button:disabled { color: var(--soft); cursor: default }
.cnn-training .widget-button:focus-visible { outline: 3px solid var(--focus); outline-offset: 0 }
.cnn-training .bar { position: relative; height: 8px; margin: 10px 0 14px; border-radius: 4px;
  background: var(--line); overflow: hidden }
.cnn-training .bar i { display: block; height: 100%; background: var(--focus) }
.cnn-training .bar u { position: absolute; inset: 0 -2px 0 0 }
.cnn-training .figures { display: flex; flex-wrap: wrap; gap: 10px 26px }
.cnn-training figure { flex: 9999 1 300px; min-width: 0; margin: 0; padding: 0 }
.cnn-training figure.filters { flex: 1 1 360px; min-height: 120px }
.cnn-training figcaption { display: flex; flex-wrap: wrap; gap: 0 14px; align-items: baseline;
  height: 26px; overflow: hidden; font-size: 0.93em; font-weight: 600; white-space: nowrap }
.cnn-training figcaption b { font-size: 1.07em }
.cnn-training small { color: var(--soft); font-size: 0.93em; font-weight: 400 }
.cnn-training figcaption span::before { content: ""; display: inline-block; width: 20px;
  margin-right: 6px; border-top: 3px solid; vertical-align: middle }
.cnn-training .training { color: var(--training) }
.cnn-training .validation { color: var(--validation) }
.cnn-training figcaption .validation::before { border-top-style: dashed }
.cnn-training figure > svg { display: block; width: 100%; max-width: 430px;
  height: auto; overflow: visible }
.cnn-training .tick { fill: var(--soft); font-size: 15px }
.cnn-training .value { fill: currentColor; stroke: var(--ground); stroke-width: 5;
  paint-order: stroke; font-size: 17px; font-weight: 700 }
.cnn-training .rule { stroke: var(--line) }
.cnn-training polyline { fill: none; stroke: currentColor; stroke-width: 3; stroke-linejoin: round }
.cnn-training .validation polyline { stroke-dasharray: 7 4 }
.cnn-training polyline.trail { stroke-width: 1.5; opacity: 0.75 }
.cnn-training circle { fill: currentColor; stroke: var(--ground); stroke-width: 1.5 }
.cnn-training .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(36px, 1fr));
  gap: 5px; padding: 6px 1px 1px }
.cnn-training .tiles svg { display: block; width: 100%; outline: 1px solid var(--line) }
.cnn-training .said { min-height: 1.45em; margin-top: 6px; color: var(--soft); font-size: 0.93em }
@container (max-width: 900px) { .cnn-training .said { min-height: 2.9em } }
"""
)
