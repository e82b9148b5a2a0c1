/** The pages' style sheet: the tokens of the web app, light and dark. */
export const styleSheet = `:root { color-scheme: light dark; --canvas: #f5f6f8; --surface: #fff; --text: #171a20; --muted: #525a66;
  --border: #7b8492; --accent: #1f55c4; --on-accent: #fff; --fault: #b3141f; }
@media (prefers-color-scheme: dark) { :root { --canvas: #0f1216; --surface: #171b21; --text: #e8ebf0; --muted: #a6aebb;
  --accent: #7fb0ff; --on-accent: #0b1220; --fault: #ff8f8f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--text); font: 16px/24px system-ui, sans-serif; overflow-wrap: anywhere; }
main, nav { max-inline-size: 640px; margin: 0 auto; padding: 24px 16px; }
h1 { font-size: 24px; line-height: 32px; font-weight: 600; margin: 0 0 24px; }
h2 { font-size: 16px; margin: 0; }
fieldset { border: 0; margin: 0 0 24px; padding: 0; min-inline-size: 0; }
legend { padding: 0; font-weight: 600; }
fieldset label { display: flex; align-items: center; gap: 12px; min-block-size: 44px; }
input[type='radio'] { flex: none; inline-size: 24px; block-size: 24px; margin: 0; accent-color: var(--accent); }
.comment { font-weight: 600; }
.hint { color: var(--muted); margin: 4px 0; }
textarea { inline-size: 100%; padding: 8px; font: inherit; color: inherit; background: var(--surface);
  border: 1px solid var(--border); border-radius: 6px; }
button { margin-block-start: 16px; min-block-size: 44px; padding: 8px 24px; font: inherit; font-weight: 600; border: 0; border-radius: 6px;
  background: var(--accent); color: var(--on-accent); cursor: pointer; }
button.quiet { background: none; color: var(--accent); border: 1px solid var(--accent); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.errors { border: 2px solid var(--fault); border-radius: 6px; padding: 16px; margin-block-end: 24px; }
.errors ul { margin: 8px 0 0; padding-inline-start: 20px; }
.errors a { color: var(--fault); }
.languages ul { display: flex; flex-wrap: wrap; gap: 0 16px; margin: 0; padding: 16px 0 0; list-style: none;
  border-block-start: 1px solid var(--border); }
.languages a, .languages span { display: inline-block; min-block-size: 44px; line-height: 44px; }
.languages span { font-weight: 600; }
@media print { nav { display: none; } }
`;
