//! Rows of text as columns that stand below each other, or as JSON.

/// A table.
pub(super) struct Table<const COLUMNS: usize> {
    pub(super) header: [&'static str; COLUMNS],
    pub(super) rows: Vec<[String; COLUMNS]>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// A line for each row below the header, without spaces at the ends.
    pub(super) fn to_text(&self) -> String {
        let header = self.header.map(str::to_owned);
        let lines: Vec<_> = std::iter::once(&header).chain(&self.rows).collect();
        let width = |column: usize| {
            let widths = lines.iter().map(|line| line[column].chars().count());
            widths.max().unwrap_or(0)
        };
        let widths: Vec<_> = (0..COLUMNS).map(width).collect();
        let print = |line: &&[String; COLUMNS]| {
            let cells = line.iter().zip(&widths);
            let cells: Vec<_> = cells
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            cells.join("  ").trim_end().to_owned()
        };
        lines.iter().map(print).collect::<Vec<_>>().join("\n")
    }

    /// One object a line, its keys the header.
    pub(super) fn to_json(&self) -> String {
        let object = |row: &[String; COLUMNS]| {
            let cells = self.header.iter().zip(row);
            let cells = cells.map(|(key, cell)| ((*key).to_owned(), cell.as_str().into()));
            serde_json::Value::Object(cells.collect()).to_string()
        };
        let lines: Vec<_> = self.rows.iter().map(object).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    fn table() -> Table<3> {
        let row = |path: &str, page: &str| [path, page, "x.rally"].map(str::to_owned);
        Table {
            header: ["path", "page", "file"],
            rows: vec![row("/", "Home"), row("/games/:id<Int>", "GamesId")],
        }
    }

    #[test]
    fn columns_stand_below_each_other() {
        let expected = "\
path             page     file
/                Home     x.rally
/games/:id<Int>  GamesId  x.rally";
        assert_eq!(table().to_text(), expected);
    }

    #[test]
    fn a_tool_gets_an_object_a_line() {
        let text = table().to_json();
        let first = text.lines().next();
        assert_eq!(
            first,
            Some(r#"{"file":"x.rally","page":"Home","path":"/"}"#)
        );
        assert_eq!(text.lines().count(), 2);
    }
}
