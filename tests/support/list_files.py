"""Small list files with invented names, as their publishers would write them."""

import csv
import io

SAM_V2 = (
    "Classification", "Name", "Prefix", "First", "Middle", "Last", "Suffix", "Address 1", "Address 2", "Address 3",
    "Address 4", "City", "State / Province", "Country", "Zip Code", "Open Data Flag", "Blank (Deprecated)",
    "Unique Entity ID", "Exclusion Program", "Excluding Agency", "CT Code", "Exclusion Type", "Additional Comments",
    "Active Date", "Termination Date", "Record Status", "Cross-Reference", "SAM Number", "CAGE", "NPI", "Creation_Date",
)  # fmt: skip
SAM_2020 = tuple(
    {
        "Open Data Flag": "D&B Open Data Flag",
        "Blank (Deprecated)": "Unique Entity Identifier (DUNS)",
        "Unique Entity ID": "Unique Entity Identifier (SAM)",
    }.get(column, column)
    for column in SAM_V2
)
SAM_V3 = tuple(column for column in SAM_V2 if column != "Blank (Deprecated)")
SAM_V1 = tuple(
    "DUNS" if column == "Open Data Flag" else column
    for column in SAM_V2
    if column not in ("Blank (Deprecated)", "Unique Entity ID", "Creation_Date")
)
FIRM = {
    "Classification": "Firm",
    "Name": "ORION VEGA WORKS, INC.",
    "Address 1": "1 SAMPLE ROAD",
    "City": "EXAMPLEVILLE",
    "State / Province": "OH",
    "Country": "USA",
    "Zip Code": "00001",
    "Exclusion Program": "Reciprocal",
    "Excluding Agency": "DHS-CBP",
    "Exclusion Type": "Ineligible (Proceedings Completed)",
    "Active Date": "01/31/2024",
    "Termination Date": "Indefinite",
    "Cross-Reference": "(also MINA ORIONA, VEGA)",
    "SAM Number": "S4TEST1",
    "CAGE": "9ZZZ9",
    "Creation_Date": "2024-02-15",
}
PERSON = {
    "Classification": "Individual",
    "First": "MINA",
    "Middle": "Q.",
    "Last": "ORIONA",
    "Suffix": "JR.",
    "Country": "XUN",
    "Excluding Agency": "DHS-CBP",
    "Exclusion Type": "Ineligible (Proceedings Pending)",
    "Termination Date": "12/31/2030",
}

SDN = (
    '101,"ORIONA, Mina",\'\'individual,"SDGT] [IFSR",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    "\"DOB 10 Dec 1948; alt. DOB circa 1950; Passport X1234567 (Iran) issued 01 Jan 2001; a.k.a. 'MINA OF VEGA'.\"\r\n"
).replace("''individual", '"individual"') + (
    '102,"VEGA STAR LINES, S.A.",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    '103,"VEGA STAR","vessel","CUBA",-0- ,CL9999,"Tug",-0- ,-0- ,"Cuba",-0- ,'
    '"Vessel Registration Identification IMO 9999999."\r\n\x1a'
)
ALT = '101,1,"aka","ORIONOVA, Minna",-0- \r\n102,2,"fka","OLD STAR LINES",-0- \r\n\x1a'
ADD = '101,1,"1 Sample Street","Exampletown 1000","Korea, North",-0- \r\n102,2,-0- ,-0- ,"undetermined",-0- \r\n\x1a'
CONSOLIDATED = SDN.replace("SDGT] [IFSR", "NS-PLC").replace('"CUBA"', '"CMIC-EO13959"')


def sam(*rows: dict[str, str], header: tuple[str, ...] = SAM_V2) -> bytes:
    """A SAM extract with these rows below `header`."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([row.get(column, "") for column in header] for row in rows)
    return out.getvalue().encode()
