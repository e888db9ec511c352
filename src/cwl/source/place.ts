import type { Position, SourcePath } from './source-map';

/** A document as it was read, and the way to its lines. */
export interface SourceFile {
  readonly name: string;
  locate(path: SourcePath): Position | null;
}

/** A place inside a document: a chain of keys, cheap to make, turned into a line only when a finding needs it. */
export class Place {
  private constructor(
    readonly file: SourceFile,
    private readonly parent: Place | null,
    private readonly key: string | number,
    private readonly label: string,
  ) {}

  static root(file: SourceFile): Place {
    return new Place(file, null, '', '');
  }

  /** `label`: what a person reads in the field's path, for instance the id of a list's item instead of its number. */
  at(key: string | number, label: string = String(key)): Place {
    return new Place(this.file, this, key, label);
  }

  position(): Position | null {
    return this.file.locate(this.chain().map((place) => place.key));
  }

  /** `steps/count/in/file/source`, or null at the top of the document. */
  field(): string | null {
    const labels = this.chain().map((place) => place.label);
    return labels.length > 0 ? labels.join('/').slice(0, 500) : null;
  }

  private chain(): Place[] {
    const chain: Place[] = [];
    for (let place = this as Place | null; place?.parent; place = place.parent) chain.push(place);
    return chain.reverse();
  }
}
