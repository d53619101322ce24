// Styles of the elements, as constructed sheets: they are no inline styles, so
// that any page's Content-Security-Policy lets them through.

const BASE = `
:host {
  --_accent: var(--leadmill-accent, light-dark(#1f5fbf, #7db0ff));
  --_background: var(--leadmill-background, transparent);
  --_surface: var(--leadmill-surface, light-dark(#ffffff, #1a1e25));
  --_text: var(--leadmill-text, light-dark(#1b2129, #e7eaee));
  --_muted: var(--leadmill-muted, light-dark(#56606d, #a3adb9));
  --_line: var(--leadmill-line, light-dark(#dfe3e8, #2d343f));
  --_track: var(--leadmill-track, light-dark(#e3e7ec, #303844));
  --_good: var(--leadmill-good, light-dark(#1a7048, #63cf9a));
  --_warn: var(--leadmill-warn, light-dark(#8a5a00, #eab454));
  --_bad: var(--leadmill-bad, light-dark(#b3261e, #ff938a));
  --_radius: var(--leadmill-radius, 8px);
  color: var(--_text);
  font: 14px/1.45 var(--leadmill-font, system-ui, -apple-system, "Segoe UI",
    Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif);
  font-variant-numeric: tabular-nums;
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; margin: 0; padding: 0; }
button {
  min-block-size: 28px;
  padding: 3px 10px;
  background: var(--_surface);
  border: 1px solid var(--_muted);
  border-radius: calc(var(--_radius) * 0.75);
  color: inherit;
  font: inherit;
  font-size: 13px;
  cursor: pointer;
}
button:hover { border-color: var(--_accent); color: var(--_accent); }
button:disabled, button[aria-disabled="true"] { opacity: 0.6; cursor: default; }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
.unseen {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
}
@media (prefers-reduced-motion: reduce) {
  * { transition: none !important; animation: none !important; }
}
`;

export const jobsSheet = `${BASE}
:host {
  display: block;
  position: relative;
  container-type: inline-size;
  min-inline-size: 40px;
  max-inline-size: 600px;
  background: var(--_background);
  overflow: hidden;
}
header { display: flex; align-items: baseline; gap: 8px; padding: 2px; }
h2 { font-size: 15px; font-weight: 600; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; }
.count { margin-inline-start: auto; color: var(--_accent); font-weight: 600;
  white-space: nowrap; }
.state-line { display: flex; align-items: center; gap: 8px; padding: 0 2px; }
.state { color: var(--_muted); font-size: 12px; }
.state::before { content: ""; display: inline-block; inline-size: 7px;
  block-size: 7px; margin-inline-end: 6px; border-radius: 50%;
  background: var(--_warn); }
.state[data-state="live"]::before { background: var(--_good); }
.state[data-state="offline"]::before, .state[data-state="denied"]::before {
  background: var(--_bad); }
ul { list-style: none; display: flex; flex-direction: column; gap: 8px;
  margin-block-start: 8px; padding: 2px; }
.empty { color: var(--_muted); padding: 10px 2px; }
.job { display: flex; flex-direction: column; gap: 5px; padding: 10px 12px;
  background: var(--_surface); border: 1px solid var(--_line);
  border-radius: var(--_radius); min-inline-size: 0; }
.top { display: flex; align-items: baseline; gap: 10px; }
.title { flex: 1; min-inline-size: 0; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; font-weight: 600; }
.status { color: var(--_muted); font-size: 12.5px; white-space: nowrap; }
[data-tone="active"] .status { color: var(--_accent); }
[data-tone="good"] .status { color: var(--_good); }
[data-tone="warn"] .status { color: var(--_warn); }
[data-tone="bad"] .status { color: var(--_bad); }
.middle { display: flex; align-items: center; gap: 10px; }
.bar { flex: 1; min-inline-size: 12px; block-size: 6px; border-radius: 3px;
  background: var(--_track); overflow: hidden; }
.fill { display: block; block-size: 100%; border-radius: 3px;
  background: var(--_accent); transition: inline-size 0.25s ease-out; }
[data-tone="good"] .fill { background: var(--_good); }
[data-tone="warn"] .fill { background: var(--_warn); }
[data-tone="bad"] .fill { background: var(--_bad); }
[data-tone="off"] .fill { background: var(--_muted); }
.figures, .note { color: var(--_muted); font-size: 12.5px; }
.figures { white-space: nowrap; }
.note, .error { overflow-wrap: anywhere; display: -webkit-box;
  -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.error { color: var(--_bad); font-size: 12.5px; -webkit-line-clamp: 6; }
.note:empty, .error:empty { display: none; }
.bottom { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 6px 8px; }
.bottom .note { flex: 1 1 110px; align-self: center; }
.buttons { display: flex; gap: 8px; }
@container (max-width: 219px) {
  .state { font-size: 0; }
  .state::before { margin: 0; }
  .figures { display: none; }
  .top { flex-direction: column; gap: 0; align-items: stretch; }
}
@container (max-width: 119px) {
  h2, .title, .status, .note, .error, .state-line button { position: absolute;
    inline-size: 1px; block-size: 1px; overflow: hidden;
    clip-path: inset(50%); }
  .count { margin: 0; font-size: 0; }
  .count::first-letter { font-size: 14px; }
  .job { position: relative; padding: 8px 4px; gap: 6px; }
  .buttons { flex-direction: column; gap: 4px; }
  .buttons button { padding: 0; font-size: 0; min-inline-size: 24px; }
  .buttons button::before { font-size: 14px; content: "✕"; }
  .buttons button:first-child::before { content: "↻"; }
}
`;

export const buttonSheet = `${BASE}
:host { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 10px; }
button { min-block-size: 34px; padding: 5px 14px; font-size: 14px; }
.message { color: var(--_muted); font-size: 13px; overflow-wrap: anywhere; }
.message[data-tone="good"] { color: var(--_good); }
.message[data-tone="bad"] { color: var(--_bad); }
`;

const sheets = new Map();

/** One sheet for all elements with the same text. */
export function sheetOf(text) {
  if (!sheets.has(text)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    sheets.set(text, sheet);
  }
  return sheets.get(text);
}
