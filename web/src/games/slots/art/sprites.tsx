import { hrefOf, type Art } from "./art";

/** The drawings of a machine, once on a page; symbols refer to them. */
export function Sprites({ art }: { art: Art }) {
  const defs = Object.entries(art.symbols).map(([name, body]) => `<symbol id="sym-${art.key}-${name}" viewBox="0 0 100 100">${body}</symbol>`).join("");
  return <svg class="sprites" width="0" height="0" aria-hidden="true" dangerouslySetInnerHTML={{ __html: defs }} />;
}

export function Sym({ art, name }: { art: Art; name: string }) {
  return <svg class="sym" viewBox="0 0 100 100" aria-hidden="true"><use href={hrefOf(art, name)} /></svg>;
}

export function Backdrop({ art }: { art: Art }) {
  return <svg class="backdrop" viewBox="0 0 1440 800" preserveAspectRatio="xMidYMax slice" aria-hidden="true" dangerouslySetInnerHTML={{ __html: art.backdrop }} />;
}
