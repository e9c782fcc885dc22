/** Looks of the ticket at the counter; sizes and colours come from theme.css only. */
import { css } from 'lit';

export const nowZoneStyles = css`
  :host {
    display: grid;
    align-content: start;
    gap: var(--space-4);
    padding: var(--space-4) var(--space-6);
    overflow: auto;
  }
  .title {
    font-size: var(--type-body);
    color: var(--ink-soft);
  }
  .ticket {
    display: grid;
    gap: var(--space-2);
  }
  .no {
    font-size: var(--type-number);
  }
  @media (max-height: 50rem) {
    :host {
      gap: var(--space-3);
      padding-block: var(--space-3);
    }
    .no {
      font-size: calc(0.8 * var(--type-number));
    }
  }
  .service {
    font-size: var(--type-title);
    font-weight: var(--weight-strong);
    line-height: var(--line-tight);
  }
  .marks {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .mark {
    display: inline-flex;
    align-items: center;
    gap: var(--space-1);
    padding: var(--space-1) var(--space-3);
    border-radius: var(--radius-round);
    background: var(--mist-deep);
    font-weight: var(--weight-strong);
    font-size: var(--type-small);
  }
  .mark[data-kind='called'] {
    background: var(--call);
  }
  .mark[data-kind='serving'] {
    background: var(--accent-mist);
  }
  .mark[data-kind='class'] {
    background: var(--good-mist);
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(5.5rem, 1fr));
    gap: var(--space-2) var(--space-3);
  }
  dt {
    color: var(--ink-soft);
    font-size: var(--type-small);
  }
  dd {
    font-size: var(--type-title);
    font-weight: var(--weight-strong);
    line-height: var(--line-tight);
  }
  .bring h3,
  .why h3 {
    font-size: var(--type-small);
    color: var(--ink-soft);
    font-weight: var(--weight-text);
    margin-bottom: var(--space-1);
  }
  .bring ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-4);
  }
  .bring li {
    display: flex;
    gap: var(--space-2);
    align-items: baseline;
  }
  .bring hk-icon {
    color: var(--good);
    align-self: center;
  }
  .idle {
    display: grid;
    gap: var(--space-2);
    padding: var(--space-8) 0;
  }
  .idle hk-icon {
    font-size: var(--type-huge);
    color: var(--ink-soft);
  }
  .idle p:first-of-type {
    font-size: var(--type-title);
    font-weight: var(--weight-strong);
  }
  .idle p:last-of-type {
    color: var(--ink-soft);
  }
  .mark[data-kind='print'] {
    background: var(--trouble-mist);
  }
  .why {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 var(--space-3);
  }
  .why button {
    grid-row: 1 / span 2;
    grid-column: 2;
  }
  .why button {
    flex: none;
    padding: var(--space-1) var(--space-3);
    font-size: var(--type-small);
  }
  .todo {
    font-weight: var(--weight-strong);
  }
  @media (max-width: 60rem) {
    :host {
      padding: var(--space-3);
    }
    .no {
      font-size: var(--type-huge);
    }
  }
`;
