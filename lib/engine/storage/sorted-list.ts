/**
 * A sorted list in chunks, so that an insertion moves few elements. Inserting 50,000 rows into one partition, in any order,
 * takes fewer than a million comparisons. Pure.
 */

const CHUNK_MAX = 512;

/** A position between two elements. */
interface Position {
  chunk: number;
  at: number;
}

export class SortedList<Element> {
  private chunks: Element[][] = [];
  private readonly compare: (a: Element, b: Element) => number;

  constructor(compare: (a: Element, b: Element) => number) {
    this.compare = compare;
  }

  get isEmpty(): boolean {
    return this.chunks.length === 0;
  }

  add(element: Element): void {
    const { chunk, at } = this.firstNot(other => this.compare(other, element) < 0);
    const target = this.chunks[chunk] ?? this.chunks.at(-1);
    if (!target) this.chunks.push([element]);
    else if (target === this.chunks[chunk]) target.splice(at, 0, element);
    else target.push(element);
    if (target && target.length > CHUNK_MAX) this.split(this.chunks.indexOf(target));
  }

  delete(element: Element): void {
    const { chunk, at } = this.firstNot(other => this.compare(other, element) < 0);
    const found = this.chunks[chunk];
    if (found?.[at] === undefined || this.compare(found[at], element) !== 0) return;
    found.splice(at, 1);
    if (found.length === 0) this.chunks.splice(chunk, 1);
  }

  /** Visits all elements in ascending order, many times faster than `ascending`. The visitor must not change the list. */
  forEach(visit: (element: Element) => void): void {
    for (const elements of this.chunks) for (const element of elements) visit(element);
  }

  /** The elements from the first one for which `isBefore` is false, in ascending order. */
  *ascending(isBefore: (element: Element) => boolean): Generator<Element> {
    const { chunk, at } = this.firstNot(isBefore);
    for (let c = chunk; c < this.chunks.length; c++) {
      const elements = this.chunks[c] as Element[];
      for (let i = c === chunk ? at : 0; i < elements.length; i++) yield elements[i] as Element;
    }
  }

  /** The elements for which `isBefore` is true, in descending order. */
  *descending(isBefore: (element: Element) => boolean): Generator<Element> {
    const { chunk, at } = this.firstNot(isBefore);
    for (let c = Math.min(chunk, this.chunks.length - 1); c >= 0; c--) {
      const elements = this.chunks[c] as Element[];
      for (let i = (c === chunk ? at : elements.length) - 1; i >= 0; i--) yield elements[i] as Element;
    }
  }

  /** The position of the first element for which `isBefore` is false. It must be true for all elements before. */
  private firstNot(isBefore: (element: Element) => boolean): Position {
    const { chunks } = this;
    const chunk = firstIndex(chunks.length, i => isBefore((chunks[i] as Element[]).at(-1) as Element));
    const elements = chunks[chunk];
    if (!elements) return { chunk, at: 0 };
    return { chunk, at: firstIndex(elements.length, i => isBefore(elements[i] as Element)) };
  }

  private split(chunk: number): void {
    const elements = this.chunks[chunk] as Element[];
    this.chunks.splice(chunk + 1, 0, elements.splice(CHUNK_MAX / 2));
  }
}

/** Finds the first index for which `isBefore` is false, by binary search. */
function firstIndex(length: number, isBefore: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
