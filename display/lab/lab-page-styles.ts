/** Layout of the lab page; sizes and colours come from theme.css only. */
import { css } from 'lit';

export const labPageStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-height: 100vh;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-4);
    padding: var(--space-3) var(--space-6);
    background: var(--ink);
    color: var(--on-accent);
  }
  header p {
    flex: 1;
    font-size: var(--type-small);
  }
  h1 {
    font-size: var(--type-lead);
  }
  header a,
  header button {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    min-height: var(--target);
    padding: 0 var(--space-3);
    border: 0;
    background: transparent;
    color: inherit;
    font-weight: var(--weight-text);
    text-decoration: none;
  }
  header a:hover,
  header button:hover:not(:disabled) {
    background: var(--accent-deep);
    border-radius: var(--radius-small);
  }
  header :focus-visible {
    outline-color: var(--on-accent);
  }
  main {
    display: grid;
    grid-template-columns: 21rem minmax(0, 1fr) 20rem;
    gap: var(--space-4);
    align-items: start;
    padding: var(--space-4);
  }
  .side {
    display: grid;
    gap: var(--space-4);
  }
  .block {
    display: grid;
    gap: var(--space-3);
    padding: var(--space-4);
  }
  h2 {
    font-size: var(--type-body);
  }
  .counters {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr));
    gap: var(--space-4);
  }
  .buttons {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: var(--space-3);
  }
  .push {
    aspect-ratio: 1;
    padding: 0;
    border: var(--focus) solid var(--case);
    border-radius: var(--radius-round);
    background: var(--accent);
    color: var(--on-accent);
    font-size: var(--type-title);
  }
  .push:hover:not(:disabled) {
    background: var(--accent-deep);
    border-color: var(--case);
  }
  .push:active:not(:disabled),
  .push[data-pressed] {
    background: var(--accent-deep);
    transform: scale(0.94);
  }
  input[type='range'] {
    width: 100%;
    height: var(--target);
    accent-color: var(--trouble);
  }
  label {
    display: grid;
  }
  .row {
    display: flex;
    justify-content: space-between;
    gap: var(--space-2);
  }
  .quiet {
    color: var(--ink-soft);
    font-size: var(--type-small);
  }
  .events {
    display: grid;
    align-content: start;
    height: calc(38 * var(--space-4));
    overflow: auto;
    font-size: var(--type-small);
    border-top: var(--hair) solid var(--line);
  }
  .events li {
    display: grid;
    grid-template-columns: 3.4em minmax(0, 1fr);
    gap: var(--space-2);
    padding: var(--space-1) 0;
    border-bottom: var(--hair) solid var(--line);
  }
  .events b {
    font-weight: var(--weight-strong);
    overflow-wrap: anywhere;
  }
  .refusal {
    grid-column: 1 / -1;
    display: flex;
    gap: var(--space-2);
    padding: var(--space-3);
    background: var(--trouble-mist);
    border-left: var(--focus) solid var(--trouble);
  }
  .alone {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: var(--space-2);
    grid-column: 1 / -1;
    padding: var(--space-16);
    text-align: center;
  }
  .alone strong {
    font-size: var(--type-title);
  }
  @media (max-width: 75rem) {
    main {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
