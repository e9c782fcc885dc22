/** Layout of the cards; sizes and colours come from theme.css only. */
import { css } from 'lit';

export const serviceChoiceStyles = css`
  :host {
    min-height: 0;
  }
  ul {
    display: grid;
    grid-auto-rows: minmax(0, calc(250 * var(--u) * var(--text-scale)));
    gap: var(--space-6);
    height: 100%;
    align-content: center;
  }
  @media (orientation: landscape) {
    ul {
      grid-template-columns: 1fr 1fr;
    }
  }
  ul[data-size='compact'] {
    grid-template-columns: 1fr 1fr;
    gap: var(--space-4);
  }
  ul[data-size='small'] {
    grid-template-columns: 1fr 1fr 1fr;
    gap: var(--space-4);
  }
  li {
    display: grid;
    min-height: 0;
  }
  button {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--space-6);
    width: 100%;
    min-height: var(--target);
    padding: var(--space-4) var(--space-8);
    border-color: var(--line);
    border-radius: var(--radius);
    text-align: left;
    box-shadow: var(--shadow);
    overflow: hidden;
  }
  button:hover:not(:disabled) {
    border-color: var(--line);
    background: var(--paper);
  }
  button:active:not(:disabled),
  button[data-busy] {
    border-color: var(--accent);
    background: var(--accent-mist);
  }
  .letter {
    display: grid;
    place-content: center;
    width: 1.7em;
    height: 1.7em;
    border-radius: var(--radius-small);
    background: var(--accent);
    color: var(--on-accent);
    font-size: var(--type-large);
  }
  button:disabled:not([data-busy]) .letter {
    background: var(--ink-soft);
  }
  .words {
    display: grid;
    gap: var(--space-1);
    min-width: 0;
  }
  .name {
    font-size: var(--type-title);
    line-height: var(--line-tight);
  }
  .second {
    color: var(--ink-soft);
    font-size: var(--type-small);
    font-weight: var(--weight-text);
  }
  .hours {
    font-size: var(--type-small);
    font-weight: var(--weight-text);
    line-height: 1.3;
  }
  .about {
    font-size: var(--type-small);
    font-weight: var(--weight-text);
    line-height: 1.3;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }
  .wait {
    display: grid;
    gap: var(--space-1);
    justify-items: end;
    text-align: right;
    font-size: var(--type-small);
    font-weight: var(--weight-text);
    max-width: calc(330 * var(--u) * var(--text-scale));
  }
  .wait .people {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    font-size: var(--type-body);
    font-weight: var(--weight-strong);
    white-space: nowrap;
  }
  [data-size='compact'] button,
  [data-size='small'] button {
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--space-2) var(--space-4);
    padding: var(--space-3) var(--space-4);
  }
  [data-size='compact'] .name,
  [data-size='small'] .name {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    font-size: var(--type-body);
    overflow-wrap: anywhere;
  }
  [data-size='small'] .name,
  [data-size='small'] .wait .people {
    font-size: var(--type-small);
  }
  [data-size='compact'] .letter,
  [data-size='small'] .letter {
    font-size: var(--type-body);
  }
  [data-size='compact'] .about,
  [data-size='small'] :is(.about, .hours, .second, .range) {
    display: none;
  }
  [data-size='compact'] .wait,
  [data-size='small'] .wait {
    grid-column: 1 / -1;
    display: flex;
    justify-content: space-between;
    max-width: none;
  }
  ul[data-roomy] {
    grid-auto-rows: minmax(min-content, calc(250 * var(--u)));
    align-content: safe center;
    gap: var(--space-4);
    overflow-y: auto;
  }
  [data-roomy] button {
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--space-2) var(--space-6);
    padding: var(--space-3) var(--space-6);
    overflow: visible;
  }
  [data-roomy] .name {
    display: block;
    overflow: visible;
    overflow-wrap: break-word;
    font-size: var(--type-lead);
  }
  [data-roomy='compact'] .name,
  [data-roomy='small'] .name {
    font-size: var(--type-small);
  }
  [data-roomy] .letter {
    font-size: var(--type-title);
  }
  [data-roomy='compact'] .letter,
  [data-roomy='small'] .letter {
    font-size: var(--type-body);
  }
  [data-roomy] :is(.about, .second) {
    display: none;
  }
  [data-roomy] .wait {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 var(--space-4);
    max-width: none;
    text-align: left;
  }
  [data-roomy] .wait .people {
    font-size: var(--type-small);
    white-space: normal;
  }
  .none {
    display: grid;
    place-content: center;
    height: 100%;
    font-size: var(--type-title);
    text-align: center;
    color: var(--ink-soft);
  }
  /* What does not fit the height leaves whole, the least needed first: a line cut in half helps nobody. */
  ul[data-size='large']:not([data-roomy]) button {
    grid-template-rows: minmax(0, 1fr);
    padding-block: var(--space-3);
  }
  ul[data-size='large']:not([data-roomy]) .words {
    display: flex;
    flex-flow: column wrap;
    justify-content: center;
    align-self: stretch;
    overflow: hidden;
  }
  ul[data-size='large']:not([data-roomy]) .words > * {
    flex: none;
    width: 100%;
  }
  ul[data-size='large']:not([data-roomy]):has(li:nth-child(5)) .name {
    font-size: var(--type-lead);
  }
  [data-picked] {
    border-color: var(--accent);
    background: var(--accent-mist);
  }
  .letter hk-icon {
    font-size: 0.9em;
  }
  .letter[data-place] {
    border-radius: var(--radius-round);
  }
  .letter[data-place=''] {
    border: var(--stroke) solid var(--edge);
    background: var(--paper);
  }
  .shut {
    line-height: 1.25;
    text-wrap: balance;
  }
  .shut[data-roll] {
    color: var(--ink);
    font-weight: var(--weight-strong);
  }
`;
