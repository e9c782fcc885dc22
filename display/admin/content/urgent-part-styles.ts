/** Looks of the urgent notice; sizes and colours come from theme.css only. */
import { css } from 'lit';

export const urgentPartStyles = css`
  .texts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr));
    gap: var(--space-2);
  }
  .texts button {
    justify-content: start;
    min-height: calc(var(--target) + var(--space-4));
    text-align: start;
  }
  .texts hk-icon {
    color: var(--trouble-ink);
  }
  .texts kbd {
    margin-inline-start: auto;
    padding: 0 var(--space-2);
    border: var(--hair) solid var(--edge);
    border-radius: var(--radius-small);
    color: var(--ink-soft);
    font: inherit;
    font-size: var(--type-small);
  }
  .go {
    position: sticky;
    bottom: 0;
    z-index: 1;
    padding-block: var(--space-2);
    background: var(--ground);
  }
  .go button {
    min-height: calc(var(--target) + var(--space-4));
  }
  .send {
    font-size: var(--type-lead);
    border-color: var(--trouble-ink);
    background: var(--trouble-ink);
    color: var(--on-accent);
  }
  .send:is(:hover, :active):not(:disabled) {
    border-color: var(--ink);
    background: var(--ink);
  }
  [data-look] {
    gap: var(--space-4);
  }
  .field {
    display: grid;
    gap: var(--space-1);
    font-weight: var(--weight-strong);
  }
  .field input {
    width: 100%;
    min-height: var(--target);
    padding: var(--space-2) var(--space-3);
    border: var(--stroke) solid var(--edge);
    border-radius: var(--radius-small);
    background: var(--paper);
    font-weight: var(--weight-text);
  }
  @media (max-width: 34rem) {
    .texts kbd {
      display: none;
    }
  }
`;
