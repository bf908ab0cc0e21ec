"""What of a workbook can be found again by its headers, when its tables are gone?"""
