/** Looks that the parts of the facilities page share; sizes and colours come from theme.css only. */
import { css } from 'lit';
import { pageStyles } from '../../shared/page-styles.ts';
import { webAwesomeLook } from './web-awesome-look.ts';

const own = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
    align-content: start;
  }
  h2 {
    font-size: var(--type-lead);
  }
  h3 {
    font-size: var(--type-body);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-3);
  }
  .row > .grow {
    flex: 1 1 12rem;
    min-width: 0;
  }
  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-2);
  }
  .pad {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
    padding: var(--space-4);
  }
  .pairs {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
    gap: var(--space-3) var(--space-4);
  }
  .quiet {
    color: var(--ink-soft);
    font-size: var(--type-small);
  }
  .mark {
    display: inline-flex;
    align-items: center;
    gap: var(--space-1);
    font-size: var(--type-small);
    font-weight: var(--weight-strong);
    color: var(--ink-soft);
  }
  .mark:is([data-mark='shown'], [data-mark='good']) hk-icon {
    color: var(--good);
  }
  .mark:is([data-mark='soon'], [data-mark='plannedSoon'], [data-mark='submitted'], [data-mark='warn']) {
    color: var(--ink);
  }
  .mark:is([data-mark='soon'], [data-mark='plannedSoon'], [data-mark='submitted'], [data-mark='warn']) hk-icon {
    color: var(--call);
  }
  .mark:is([data-mark='expired'], [data-mark='bad']) {
    color: var(--trouble-ink);
  }
  .names {
    overflow-wrap: anywhere;
  }
  a.button {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    align-self: end;
    min-height: var(--target);
    padding: var(--space-2) var(--space-4);
    border: var(--stroke) solid var(--edge);
    border-radius: var(--radius-small);
    background: var(--paper);
    color: var(--ink);
    font-weight: var(--weight-strong);
    text-decoration: none;
  }
  .pairs > wa-switch {
    align-self: end;
  }
  .danger {
    border-color: var(--trouble-ink);
    color: var(--trouble-ink);
  }
  .empty {
    padding: var(--space-8) var(--space-4);
    text-align: center;
    color: var(--ink-soft);
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-3);
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  legend {
    padding: 0 0 var(--space-1);
    font-weight: var(--weight-strong);
  }
  /* A button that is a file input: the whole of it is pressed, the input keeps the focus. */
  .picker {
    position: relative;
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    min-height: var(--target);
    padding: var(--space-2) var(--space-4);
    border-radius: var(--radius-small);
    cursor: pointer;
  }
  .picker input {
    position: absolute;
    inset: 0;
    opacity: 0;
    cursor: pointer;
  }
  .picker:focus-within {
    outline: var(--focus) solid var(--accent);
    outline-offset: var(--stroke);
  }
  .chip[aria-pressed='true'] {
    border-color: var(--accent);
    background: var(--accent-mist);
    color: var(--accent-deep);
  }
  .chip[aria-pressed='true']::before {
    content: '✓';
  }
`;

export const contentStyles = [pageStyles, webAwesomeLook, own];
