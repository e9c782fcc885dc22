/** What the build resolves besides TypeScript: pictures as text, or as an address. */
declare module '*.svg?raw' {
  const source: string;
  // biome-ignore lint/style/noDefaultExport: the build gives a text file as the default export
  export default source;
}
declare module '*.svg?url' {
  const address: string;
  // biome-ignore lint/style/noDefaultExport: the build gives an address as the default export
  export default address;
}
