"""What a unit reported: the workbook as it was sent, and the rows that were found in it."""
