/** Opens a tagged document of pdfkit that has the same bytes for the same facts, and collects its bytes. */
import PDFDocument from 'pdfkit';
import type { Language } from '../domain/languages.ts';
import type { Paper } from '../domain/paper.ts';
import type { Fonts } from './fonts.ts';
import type { Tag } from './page-parts.ts';

export type Document = InstanceType<typeof PDFDocument>;

/** Points: 72 of them are an inch. */
export const MM = 72 / 25.4;
export const MARGIN = 17 * MM;

export interface DocumentSettings {
  language: Language;
  paper: Paper;
  title: string;
  author?: string | undefined;
  /** Epoch ms. A clock would give other bytes each time. */
  createdAt: number;
}

/** Draws a document. `root` is the top of its tag tree. */
export async function pdfOf(
  settings: DocumentSettings,
  fonts: Fonts,
  draw: (document: Document, root: Tag) => void,
): Promise<Uint8Array> {
  const document = newDocument(settings, fonts);
  const bytes = collect(document);
  const root = document.struct('Document');
  document.addStructure(root);
  draw(document, root);
  root.end();
  document.end();
  return bytes;
}

function newDocument({ language, paper, title, author, createdAt }: DocumentSettings, fonts: Fonts): Document {
  const document = new PDFDocument({
    size: paper === 'A4' ? 'A4' : 'LETTER',
    margin: MARGIN,
    autoFirstPage: false,
    // Without a font of its own, pdfkit would read Helvetica from a file that no bundle has.
    font: defaultFont(fonts),
    pdfVersion: '1.7',
    // The types lack this value.
    subset: 'PDF/UA' as 'PDF/A-1',
    tagged: true,
    displayTitle: true,
    lang: language,
    info: {
      Title: title,
      ...(author !== undefined && { Author: author }),
      Creator: 'Holdfast',
      Producer: 'pdfkit',
      CreationDate: new Date(createdAt),
    },
  });
  escapeMetadata(document);
  return document;
}

/** pdfkit opens a font of fontkit, though its types do not say so. */
function defaultFont(fonts: Fonts): string {
  const face = fonts.faceOf('0'.charCodeAt(0), 'sc');
  if (!face) throw new Error('the folder of fonts has no digits: see fontAssetsIn in font-files.ts');
  return face.font as unknown as string;
}

/** pdfkit writes the title into XML as it is, so `&` and `<` in a title would break it. */
function escapeMetadata(document: Document): void {
  const internals = document as unknown as { endMetadata(): void; info: Record<string, unknown> };
  const endMetadata = internals.endMetadata.bind(document);
  internals.endMetadata = () => {
    for (const [name, value] of Object.entries(internals.info)) {
      if (typeof value === 'string') internals.info[name] = escapeXml(value);
    }
    endMetadata();
  };
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function collect(document: Document): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
}
