/** Layout of the phone page; sizes and colours come from theme.css only. */
import { css } from 'lit';

export const ticketPageStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto 1fr auto;
    gap: var(--space-4);
    max-width: var(--column);
    min-height: 100vh;
    margin: 0 auto;
    padding: var(--space-4);
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-2);
  }
  main {
    display: grid;
    align-content: start;
    gap: var(--space-4);
  }
  .ticket {
    display: grid;
    justify-items: center;
    gap: var(--space-2);
    padding: var(--space-8) var(--space-4);
    text-align: center;
  }
  .no {
    font-size: var(--type-number);
  }
  .service {
    font-size: var(--type-lead);
    color: var(--ink-soft);
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    padding: var(--space-2) var(--space-4);
    border-radius: var(--radius-round);
    background: var(--accent-mist);
    font-size: var(--type-lead);
    font-weight: var(--weight-strong);
    line-height: var(--line-tight);
  }
  .ticket[data-state='called'] {
    background: var(--call);
  }
  .ticket[data-state='called'] .service {
    color: var(--ink);
  }
  .ticket[data-state='called'] .state {
    background: var(--paper);
  }
  .to {
    font-size: var(--type-large);
    font-weight: var(--weight-strong);
    line-height: var(--line-tight);
    text-wrap: balance;
  }
  .paper {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    font-size: var(--type-body);
    line-height: 1.4;
    text-align: left;
  }
  .paper hk-icon {
    color: var(--accent);
  }
  .todo {
    font-size: var(--type-body);
    line-height: 1.4;
    text-wrap: balance;
  }
  .ticket[data-resting],
  .ticket[data-state='no-show'] {
    background: var(--call-mist);
  }
  .ticket:is([data-resting], [data-state='no-show']) .state {
    background: var(--paper);
  }
  .ticket:is([data-state='cancelled'], [data-state='expired'], [data-state='no-show']) .no {
    color: var(--ink-soft);
  }
  dl {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: var(--space-4);
  }
  dl div {
    padding: var(--space-4);
  }
  dt {
    font-size: var(--type-small);
    color: var(--ink-soft);
  }
  dd {
    font-size: var(--type-title);
    font-weight: var(--weight-strong);
    line-height: var(--line-tight);
    margin-top: var(--space-1);
  }
  dd[data-words] {
    font-size: var(--type-body);
    line-height: 1.3;
  }
  .bring,
  .rest {
    padding: var(--space-4);
  }
  :is(.bring, .rest) h2 {
    font-size: var(--type-body);
    margin-bottom: var(--space-2);
  }
  :is(.bring, .rest) li {
    display: flex;
    align-items: center;
    gap: var(--space-2);
  }
  .bring hk-icon {
    color: var(--good);
  }
  .rest hk-icon {
    color: var(--accent);
  }
  .alert {
    width: 100%;
  }
  .on {
    display: flex;
    gap: var(--space-2);
    align-items: center;
  }
  footer {
    color: var(--ink-soft);
    font-size: var(--type-small);
    text-align: center;
  }
  .none {
    display: grid;
    justify-items: center;
    gap: var(--space-2);
    padding: var(--space-16) var(--space-4);
    text-align: center;
  }
  .none strong {
    font-size: var(--type-title);
  }
  .none hk-icon {
    font-size: var(--type-huge);
    color: var(--ink-soft);
  }
`;
