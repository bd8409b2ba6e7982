/** A letter as plain text. Long lines are left to the mail program. */
import { inOneLine, linkTo, plain } from './html.ts';
import type { Block, Fact, Letter, PlaceLine } from './letter.ts';

export const textOf = ({ heading, greeting, blocks, footer }: Letter): string =>
  `${[heading, greeting].map(inOneLine).join('\n\n')}\n\n${blocks.map(blockOf).join('\n\n')}\n\n-- \n${footer}\n`;

function blockOf(block: Block): string {
  switch (block.is) {
    case 'text':
      return inOneLine(block.text);
    case 'quote':
      return plain(block.text);
    case 'facts':
      return [...(block.title === undefined ? [] : [inOneLine(block.title)]), ...block.facts.map(factOf)].join('\n');
    case 'places':
      return [`${block.title}:`, ...block.places.map(placeOf), ...(block.sum ? [sumOf(block.sum)] : [])].join('\n');
    case 'button':
      // The address has a line of its own, so that programs find its end.
      return `${block.label}:\n${linkTo(block.link)}`;
  }
}

const factOf = ({ label, value, before }: Fact): string =>
  `${label}: ${inOneLine(value)}${before === undefined ? '' : ` (${inOneLine(before)})`}`;

const placeOf = ({ name, price, mark }: PlaceLine): string =>
  `- ${inOneLine(name)}: ${price}${mark === undefined ? '' : ` (${mark})`}`;

const sumOf = ({ label, amount }: { label: string; amount: string }): string => `${label}: ${amount}`;
