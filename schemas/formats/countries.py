"""Countries as lists write them (ISO 3166-1 alpha-3, English names) -> alpha-2, the form of the domain types."""

from screener.names.normalisation import normalise

_TABLE = """
AD AND Andorra;AE ARE United Arab Emirates;AF AFG Afghanistan;AG ATG Antigua and Barbuda;AI AIA Anguilla;AL ALB Albania
AM ARM Armenia;AO AGO Angola;AQ ATA Antarctica;AR ARG Argentina;AS ASM American Samoa;AT AUT Austria;AU AUS Australia
AW ABW Aruba;AX ALA Aland Islands;AZ AZE Azerbaijan;BA BIH Bosnia and Herzegovina;BB BRB Barbados;BD BGD Bangladesh
BE BEL Belgium;BF BFA Burkina Faso;BG BGR Bulgaria;BH BHR Bahrain;BI BDI Burundi;BJ BEN Benin;BL BLM Saint Barthelemy
BM BMU Bermuda;BN BRN Brunei;BO BOL Bolivia;BQ BES Bonaire, Sint Eustatius and Saba;BR BRA Brazil;BS BHS Bahamas
BT BTN Bhutan;BV BVT Bouvet Island;BW BWA Botswana;BY BLR Belarus;BZ BLZ Belize;CA CAN Canada
CC CCK Cocos (Keeling) Islands;CD COD Congo, Democratic Republic of the;CF CAF Central African Republic
CG COG Congo, Republic of the;CH CHE Switzerland;CI CIV Cote d Ivoire;CK COK Cook Islands;CL CHL Chile;CM CMR Cameroon
CN CHN China;CO COL Colombia;CR CRI Costa Rica;CU CUB Cuba;CV CPV Cabo Verde;CW CUW Curacao;CX CXR Christmas Island
CY CYP Cyprus;CZ CZE Czech Republic;DE DEU Germany;DJ DJI Djibouti;DK DNK Denmark;DM DMA Dominica
DO DOM Dominican Republic;DZ DZA Algeria;EC ECU Ecuador;EE EST Estonia;EG EGY Egypt;EH ESH Western Sahara
ER ERI Eritrea;ES ESP Spain;ET ETH Ethiopia;FI FIN Finland;FJ FJI Fiji;FK FLK Falkland Islands;FM FSM Micronesia
FO FRO Faroe Islands;FR FRA France;GA GAB Gabon;GB GBR United Kingdom;GD GRD Grenada;GE GEO Georgia
GF GUF French Guiana;GG GGY Guernsey;GH GHA Ghana;GI GIB Gibraltar;GL GRL Greenland;GM GMB Gambia;GN GIN Guinea
GP GLP Guadeloupe;GQ GNQ Equatorial Guinea;GR GRC Greece;GS SGS South Georgia and the South Sandwich Islands
GT GTM Guatemala;GU GUM Guam;GW GNB Guinea-Bissau;GY GUY Guyana;HK HKG Hong Kong
HM HMD Heard Island and McDonald Islands;HN HND Honduras;HR HRV Croatia;HT HTI Haiti;HU HUN Hungary;ID IDN Indonesia
IE IRL Ireland;IL ISR Israel;IM IMN Isle of Man;IN IND India;IO IOT British Indian Ocean Territory;IQ IRQ Iraq
IR IRN Iran;IS ISL Iceland;IT ITA Italy;JE JEY Jersey;JM JAM Jamaica;JO JOR Jordan;JP JPN Japan;KE KEN Kenya
KG KGZ Kyrgyzstan;KH KHM Cambodia;KI KIR Kiribati;KM COM Comoros;KN KNA Saint Kitts and Nevis;KP PRK Korea, North
KR KOR Korea, South;KW KWT Kuwait;KY CYM Cayman Islands;KZ KAZ Kazakhstan;LA LAO Laos;LB LBN Lebanon;LC LCA Saint Lucia
LI LIE Liechtenstein;LK LKA Sri Lanka;LR LBR Liberia;LS LSO Lesotho;LT LTU Lithuania;LU LUX Luxembourg;LV LVA Latvia
LY LBY Libya;MA MAR Morocco;MC MCO Monaco;MD MDA Moldova;ME MNE Montenegro;MF MAF Saint Martin;MG MDG Madagascar
MH MHL Marshall Islands;MK MKD North Macedonia;ML MLI Mali;MM MMR Burma;MN MNG Mongolia;MO MAC Macau
MP MNP Northern Mariana Islands;MQ MTQ Martinique;MR MRT Mauritania;MS MSR Montserrat;MT MLT Malta;MU MUS Mauritius
MV MDV Maldives;MW MWI Malawi;MX MEX Mexico;MY MYS Malaysia;MZ MOZ Mozambique;NA NAM Namibia;NC NCL New Caledonia
NE NER Niger;NF NFK Norfolk Island;NG NGA Nigeria;NI NIC Nicaragua;NL NLD Netherlands;NO NOR Norway;NP NPL Nepal
NR NRU Nauru;NU NIU Niue;NZ NZL New Zealand;OM OMN Oman;PA PAN Panama;PE PER Peru;PF PYF French Polynesia
PG PNG Papua New Guinea;PH PHL Philippines;PK PAK Pakistan;PL POL Poland;PM SPM Saint Pierre and Miquelon
PN PCN Pitcairn;PR PRI Puerto Rico;PS PSE Palestinian;PT PRT Portugal;PW PLW Palau;PY PRY Paraguay;QA QAT Qatar
RE REU Reunion;RO ROU Romania;RS SRB Serbia;RU RUS Russia;RW RWA Rwanda;SA SAU Saudi Arabia;SB SLB Solomon Islands
SC SYC Seychelles;SD SDN Sudan;SE SWE Sweden;SG SGP Singapore
SH SHN Saint Helena, Ascension and Tristan da Cunha;SI SVN Slovenia;SJ SJM Svalbard and Jan Mayen;SK SVK Slovakia
SL SLE Sierra Leone;SM SMR San Marino;SN SEN Senegal;SO SOM Somalia;SR SUR Suriname;SS SSD South Sudan
ST STP Sao Tome and Principe;SV SLV El Salvador;SX SXM Sint Maarten;SY SYR Syria;SZ SWZ Eswatini
TC TCA Turks and Caicos Islands;TD TCD Chad;TF ATF French Southern Territories;TG TGO Togo;TH THA Thailand
TJ TJK Tajikistan;TK TKL Tokelau;TL TLS Timor-Leste;TM TKM Turkmenistan;TN TUN Tunisia;TO TON Tonga;TR TUR Turkey
TT TTO Trinidad and Tobago;TV TUV Tuvalu;TW TWN Taiwan;TZ TZA Tanzania;UA UKR Ukraine;UG UGA Uganda
UM UMI United States Minor Outlying Islands;US USA United States;UY URY Uruguay;UZ UZB Uzbekistan;VA VAT Holy See
VC VCT Saint Vincent and the Grenadines;VE VEN Venezuela;VG VGB Virgin Islands, British;VI VIR Virgin Islands, U.S.
VN VNM Vietnam;VU VUT Vanuatu;WF WLF Wallis and Futuna;WS WSM Samoa;YE YEM Yemen;YT MYT Mayotte;ZA ZAF South Africa
ZM ZMB Zambia;ZW ZWE Zimbabwe;XK XKS Kosovo;PS XWB West Bank;PS XGZ Gaza;AN ANT Netherlands Antilles
CS SCG Serbia and Montenegro
"""

_OTHER_NAMES = """
BS Bahamas, The;GM The Gambia;GM Gambia, The;PS Region: Gaza;PS Palestine;PS Palestinian Territories;UA Region: Crimea
UA Crimea;SD Region: Kafia Kingi;ML Region: Northern Mali;CZ Czechia;SZ Swaziland;MM Myanmar;CI Ivory Coast
CI Cote d'Ivoire;KP North Korea;KR South Korea;KR Republic of Korea;TR Turkiye;RU Russian Federation;CV Cape Verde
US United States of America;US USA;US U.S.A.;GB UK;GB Great Britain;GB England;AE UAE;MK Macedonia;MO Macao
TL East Timor;VA Vatican City;LA Lao PDR;VN Viet Nam;IR Islamic Republic of Iran;SY Syrian Arab Republic
CN People's Republic of China;VG British Virgin Islands;VI U.S. Virgin Islands;CD Democratic Republic of the Congo
CG Republic of the Congo;CN PRC;HK Hong Kong SAR;TZ United Republic of Tanzania;MD Republic of Moldova
BO Plurinational State of Bolivia;VE Bolivarian Republic of Venezuela
"""


def _entries(table: str) -> list[str]:
    return [entry for line in table.strip().splitlines() for entry in line.split(";")]


_ISO3 = {entry[3:6]: entry[:2] for entry in _entries(_TABLE)}
_NAMES = {normalise(entry[7:]): entry[:2] for entry in _entries(_TABLE)}
_NAMES |= {normalise(entry[3:]): entry[:2] for entry in _entries(_OTHER_NAMES)}
_ALPHA3 = {alpha2: alpha3 for alpha3, alpha2 in reversed(_ISO3.items())}
ALPHA2 = frozenset(_ISO3.values())


def from_iso3(code: str) -> str:
    """The alpha-2 code of an alpha-3 code; empty for `XUN` (unknown) and any other text."""
    return _ISO3.get(code.strip().upper(), "")


def to_iso3(alpha2: str) -> str:
    """The alpha-3 code of an alpha-2 code; SAM's placeholder `XUN` for an empty or unknown one."""
    return _ALPHA3.get(alpha2, "XUN")


def from_name(name: str) -> str:
    """The alpha-2 code of a country's English name as OFAC writes it; empty for `undetermined` and any other text."""
    return _NAMES.get(normalise(name), "")


def from_any(text: str) -> str:
    """The alpha-2 code of a country given as alpha-2, alpha-3 or English name; empty for any other text."""
    code = text.strip().upper()
    return code if code in ALPHA2 else from_iso3(code) or from_name(text)
