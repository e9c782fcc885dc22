/** Looks that the parts of the desk share; sizes and colours come from theme.css only. */
import { css } from 'lit';

export const deskStyles = css`
  :host {
    display: grid;
    gap: var(--space-3);
  }
  h2 {
    display: flex;
    justify-content: space-between;
    gap: var(--space-3);
    font-size: var(--type-body);
    color: var(--ink-soft);
  }
  ul + h2 {
    margin-top: var(--space-3);
  }
  h3 {
    font-size: var(--type-body);
  }
  .pad {
    display: grid;
    gap: var(--space-3);
    padding: var(--space-4);
  }
  .quiet {
    color: var(--ink-soft);
    font-size: var(--type-small);
  }
  .mark,
  .late {
    display: inline-flex;
    align-items: center;
    gap: var(--space-1);
    font-size: var(--type-small);
    font-weight: var(--weight-strong);
  }
  .late {
    color: var(--trouble-ink);
  }
  .good hk-icon {
    color: var(--good);
  }
  .warn hk-icon {
    color: var(--trouble);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .buttons button {
    flex: 0 1 auto;
    text-align: start;
  }
  .danger {
    border-color: var(--trouble-ink);
    background: var(--trouble-ink);
    color: var(--on-accent);
  }
  .danger:hover:not(:disabled),
  .danger:active:not(:disabled) {
    border-color: var(--ink);
    background: var(--ink);
  }
  .ask {
    display: grid;
    gap: var(--space-3);
    padding: var(--space-3);
    border: var(--stroke) solid var(--accent);
    border-radius: var(--radius-small);
  }
`;
