/** What stands at an address: decides how often it is polled, and what a virtual node can do. */
export type BusNodeKind = 'panel' | 'call-keypad' | 'rating-keypad';
