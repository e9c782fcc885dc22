/** Looks of the console's list; sizes and colours come from theme.css only. */
import { css } from 'lit';

export const waitingZoneStyles = css`
  :host {
    display: grid;
    align-content: start;
    gap: var(--space-2);
    padding: var(--space-4) var(--space-6);
    overflow: auto;
  }
  h2 {
    display: flex;
    justify-content: space-between;
    font-size: var(--type-body);
    color: var(--ink-soft);
  }
  ul + h2 {
    margin-top: var(--space-3);
  }
  li {
    display: grid;
    grid-template-columns: 4.4rem minmax(0, 1fr) auto auto;
    align-items: center;
    gap: var(--space-2);
    min-height: calc(1.25 * var(--target));
    padding: var(--space-1) 0;
    border-bottom: var(--hair) solid var(--line);
  }
  li:has(:focus-visible) {
    background: var(--accent-mist);
  }
  li .number {
    font-size: var(--type-lead);
  }
  li[data-resting] .number {
    color: var(--ink-soft);
    font-weight: var(--weight-strong);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 var(--space-2);
    font-size: var(--type-small);
    line-height: 1.35;
  }
  .service {
    flex-basis: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .quiet {
    color: var(--ink-soft);
  }
  .late {
    display: inline-flex;
    align-items: center;
    gap: var(--space-1);
    color: var(--trouble-ink);
    font-weight: var(--weight-strong);
  }
  .mark {
    display: inline-flex;
    align-items: center;
    gap: var(--space-1);
    font-weight: var(--weight-strong);
  }
  .mark[data-mark='class'] hk-icon {
    color: var(--good);
  }
  .mark[data-mark='print'] hk-icon {
    color: var(--trouble-ink);
  }
  li button {
    padding: var(--space-1) var(--space-2);
    font-size: var(--type-small);
  }
  li button.plain {
    border-color: var(--line);
    font-weight: var(--weight-text);
  }
  li .short:disabled {
    visibility: hidden;
  }
  .none {
    padding: var(--space-6) 0;
    color: var(--ink-soft);
  }
  @media (max-height: 50rem) {
    :host {
      padding-block: var(--space-3);
    }
  }
`;
