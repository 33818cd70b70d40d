/** The look of report.html: on a phone, on paper, in the dark. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --bad: light-dark(#b3261e, #ff8a80);
  --bar: light-dark(#3b6fb6, #8ab4f8);
}
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 0 auto; padding: 1rem; }
h1 { margin: 0; font-size: clamp(1.25rem, 6vw, 2rem); line-height: 1.25; }
h1, .bad { color: var(--bad); }
h2 { margin: 2rem 0 0.5rem; break-after: avoid; }
p { margin: 0 0 0.5rem; }
pre, dd, .message, .record > div { white-space: pre-wrap; margin: 0; }
h1, p, pre, dd, .record, .bar span { overflow-wrap: anywhere; }
pre, .record, .bar { font: 13px/1.5 ui-monospace, monospace; }
pre { padding: 0.5rem; border-left: 3px solid var(--bar); margin: 0.5rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; }
dt { opacity: 0.75; }
nav { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; }
.record, .bar { display: grid; gap: 0 0.75rem; padding: 0.2rem 0; }
.record, .bar { border-top: 1px solid #8884; break-inside: avoid; }
.record { grid-template-columns: 7rem 12rem 1fr; color: inherit; }
.record.bad > span { color: var(--bad); }
.bar { grid-template-columns: 2fr 3fr; align-items: center; }
.bar i { height: 0.8rem; min-width: 2px; background: var(--bar); print-color-adjust: exact; }
.bar.bad i { background: var(--bad); }
summary { cursor: pointer; opacity: 0.75; }
body > details { margin-top: 2rem; }
@media (max-width: 45rem) {
  .bar { grid-template-columns: 100%; }
  .record { grid-template-columns: max-content 1fr; }
  .record > div { grid-column: 1 / -1; }
}
@media print {
  nav, summary { display: none; }
}
`;
