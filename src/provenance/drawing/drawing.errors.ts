import { DomainError } from '../../common/errors/domain-error';

/** The layout did not come to an end within its time. */
export class GraphTooLargeError extends DomainError {
  readonly kind = 'too_large';
  readonly code = 'provenance.graph_too_large';

  constructor(limitMilliseconds: number) {
    super(`The graph could not be drawn within ${limitMilliseconds} ms. Ask for less detail.`, { limit_ms: limitMilliseconds });
  }
}

/** The picture has so many pixels that nothing could be read in the size that is allowed. */
export class PictureTooLargeError extends DomainError {
  readonly kind = 'too_large';
  readonly code = 'provenance.picture_too_large';

  constructor(width: number, height: number) {
    super(`The picture would have ${width} x ${height} pixels. Ask for SVG or for less detail.`, { width, height });
  }
}

/** More pictures are waiting than can be drawn in good time. */
export class GraphQueueFullError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'provenance.drawing_busy';
  override readonly retryAfterSeconds = 5;

  constructor() {
    super('Too many pictures are being drawn at the moment. Try again in a few seconds.');
  }
}
