/** Layout of the counter page; sizes and colours come from theme.css only. */
import { css } from 'lit';

export const counterPageStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    height: 100vh;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-4);
    min-height: var(--space-16);
    padding: var(--space-2) var(--space-6);
    background: var(--ink);
    color: var(--on-accent);
  }
  header h1 {
    font-size: var(--type-lead);
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    padding: var(--space-1) var(--space-3);
    border-radius: var(--radius-round);
    background: var(--mist-deep);
    color: var(--ink);
    font-size: var(--type-small);
    font-weight: var(--weight-strong);
  }
  .state[data-state='open'] {
    background: var(--good);
  }
  .state[data-state='paused'] {
    background: var(--call);
  }
  .space {
    flex: 1;
  }
  header button {
    border-color: transparent;
    background: transparent;
    font-weight: var(--weight-text);
  }
  header button:hover:not(:disabled),
  header button:active:not(:disabled) {
    background: var(--accent-deep);
    border-color: transparent;
  }
  header :focus-visible {
    outline-color: var(--on-accent);
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 4fr) minmax(0, 4.4fr) minmax(0, 4.6fr);
    gap: var(--space-4);
    min-height: 0;
    padding: var(--space-4);
  }
  .foot {
    display: grid;
  }
  .foot p {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    padding: var(--space-2) var(--space-6);
    background: var(--call-mist);
  }
  .foot .refusal {
    background: var(--trouble-mist);
    border-top: var(--focus) solid var(--trouble);
    font-weight: var(--weight-strong);
  }
  .foot hk-icon {
    color: var(--trouble-ink);
  }
  .foot button {
    margin-left: auto;
  }
  .alone {
    display: grid;
    place-content: center;
    padding: var(--space-8);
    text-align: center;
  }
  @media (max-width: 60rem) {
    :host {
      height: auto;
      min-height: 100vh;
    }
    main {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
