/** A form that carries files only: any other field is refused. */
export class NoFieldsDto {}
