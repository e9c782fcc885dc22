/** Layout of the admin page; sizes and colours come from theme.css only. */
import { css } from 'lit';

export const adminPageStyles = css`
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-3);
    padding: var(--space-2) var(--space-4);
    background: var(--ink);
    color: var(--on-accent);
  }
  header h1 {
    flex: 1;
    font-size: var(--type-lead);
    white-space: nowrap;
  }
  header button {
    border-color: transparent;
    background: transparent;
    font-weight: var(--weight-text);
    padding-inline: var(--space-2);
  }
  header button:hover:not(:disabled),
  header button:active:not(:disabled) {
    border-color: transparent;
    background: var(--accent-deep);
  }
  header :focus-visible {
    outline-color: var(--on-accent);
  }
  nav {
    display: flex;
    justify-content: center;
    gap: var(--space-2);
    background: var(--paper);
    border-bottom: var(--hair) solid var(--line);
  }
  nav a {
    flex: 0 1 10rem;
    display: grid;
    place-content: center;
    min-height: calc(var(--target) + var(--space-1));
    border-bottom: var(--focus) solid transparent;
    color: var(--ink);
    text-decoration: none;
  }
  nav a[aria-current='page'] {
    border-bottom-color: var(--accent);
    font-weight: var(--weight-strong);
  }
  main {
    display: grid;
    gap: var(--space-6);
    max-width: calc(2 * var(--column));
    margin: 0 auto;
    padding: var(--space-4);
  }
  section {
    display: grid;
    gap: var(--space-3);
  }
  h2 {
    font-size: var(--type-body);
    color: var(--ink-soft);
  }
  .summary {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    gap: 0 var(--space-4);
    padding: var(--space-6) var(--space-4);
  }
  .summary:has(strong + span) hk-icon {
    grid-row: span 2;
  }
  .summary hk-icon {
    font-size: var(--type-huge);
    color: var(--good);
  }
  .summary[data-status='warning'] hk-icon {
    color: var(--call);
  }
  .summary[data-status='fault'] hk-icon {
    color: var(--trouble);
  }
  .summary strong {
    font-size: var(--type-title);
    line-height: var(--line-tight);
  }
  .sentence {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: var(--space-1) var(--space-3);
    padding: var(--space-4);
    border-left: var(--focus) solid var(--call);
  }
  .sentence[data-severity='error'] {
    border-left-color: var(--trouble);
  }
  .sentence hk-icon {
    color: var(--call);
    grid-row: span 3;
  }
  .sentence[data-severity='error'] hk-icon {
    color: var(--trouble);
  }
  .sentence strong {
    font-size: var(--type-lead);
    line-height: 1.3;
  }
  .quiet {
    color: var(--ink-soft);
    font-size: var(--type-small);
  }
  .devices {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr));
  }
  .device {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--space-3);
    padding: var(--space-3) var(--space-4);
    border-bottom: var(--hair) solid var(--line);
  }
  .device hk-icon {
    color: var(--good);
  }
  .device[data-state='warning'] hk-icon {
    color: var(--call);
  }
  .device:is([data-state='fault'], [data-state='offline']) hk-icon {
    color: var(--trouble);
  }
  .device:is([data-state='fault'], [data-state='offline']) .words {
    color: var(--trouble-ink);
    font-weight: var(--weight-strong);
  }
  .print {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-3);
    padding: var(--space-4);
  }
  .print .number {
    font-size: var(--type-title);
    flex: 1;
  }
  .notice {
    padding: var(--space-4);
  }
  .notice p {
    white-space: pre-line;
  }
  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: var(--space-2) var(--space-6);
    padding: var(--space-4);
  }
  dt {
    color: var(--ink-soft);
  }
  .alone {
    padding: var(--space-8) 0;
    text-align: center;
  }
  .refusal {
    padding: var(--space-3);
    background: var(--trouble-mist);
    border-left: var(--focus) solid var(--trouble);
  }
`;
