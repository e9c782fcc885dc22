/** What the build resolves besides TypeScript: pictures as text. */
declare module '*.svg?raw' {
  const source: string;
  // biome-ignore lint/style/noDefaultExport: the build gives a text file as the default export
  export default source;
}
