/** Modbus RTU behind a port: one request at a time on one line that is opened and kept open. */

export interface ModbusWrite {
  readonly unit: number;
  readonly at: number;
  readonly words: readonly number[];
  /** One register by function 06; else several by 10h. */
  readonly one: boolean;
}

export interface ModbusPort {
  start(handlers: { onOpen(): void; onClose(reason: string): void }): void;
  /**
   * `done` comes once, never from inside this call: null when the device has confirmed, `silent` when it has not answered in time or
   * the line is not up, `refused` when it has said no. The caller asks again only after it.
   */
  write(request: ModbusWrite, done: (failed: 'silent' | 'refused' | null) => void): void;
}
