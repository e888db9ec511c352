/** Properties that may be null, for `ApiProperty`. */
export const TEXT = { type: String, nullable: true } as const;
export const TIME = { type: String, format: 'date-time', nullable: true } as const;
export const BYTES = { type: 'integer', nullable: true } as const;
