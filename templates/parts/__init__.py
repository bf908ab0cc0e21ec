"""What all workbooks share: styles, tables, input sheets, tiles, charts and control sheets."""
