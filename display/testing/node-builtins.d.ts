/**
 * The few functions of Node that the page server needs. The pages compile without Node's types, so that nothing of Node
 * can creep into a page; this names exactly what the test server uses and no more.
 */
declare module 'node:http' {
  export interface IncomingMessage extends AsyncIterable<Uint8Array> {
    readonly method?: string;
    readonly url?: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  }
  export interface ServerResponse {
    writeHead(status: number, headers: Readonly<Record<string, string>>): this;
    write(text: string): boolean;
    end(body?: string | Uint8Array): this;
    destroy(): this;
    on(event: 'close', listener: () => void): this;
  }
  export interface Server {
    listen(port: number, host: string, done: () => void): this;
    close(done: () => void): this;
    closeAllConnections(): void;
    address(): { readonly port: number } | string | null;
  }
  export function createServer(handle: (request: IncomingMessage, response: ServerResponse) => void): Server;
}
declare module 'node:fs/promises' {
  export function readFile(path: string): Promise<Uint8Array>;
}
