//! The scores as they were when first reported: mean error, mean absolute error, root mean squared
//! error over March to December 2020; and against the national accounts.

/// Forecasts without a model.
pub const NAIVE: [(&str, [f64; 3]); 3] = [
    ("no change", [0.1469681, 0.1469681, 0.1788331]),
    ("the month before", [0.0058582, 0.0701953, 0.1004574]),
    ("closures alone, nothing spreads", [0.1054796, 0.1057697, 0.1320459]),
];

/// Input functions: output, and output weighted by compensation of employees.
pub const FUNCTIONS: [(&str, [[f64; 3]; 2]); 5] = [
    ("`leontief`", [[-0.2355174, 0.2355174, 0.2800340], [-0.2810824, 0.2810824, 0.3299695]]),
    (
        "`strongly-critical`",
        [[-0.1355530, 0.1355530, 0.1739963], [-0.1708614, 0.1708614, 0.2198888]],
    ),
    ("`half-critical`", [[-0.0079584, 0.0341969, 0.0404981], [-0.0071958, 0.0453330, 0.0559034]]),
    ("`weakly-critical`", [[0.0093044, 0.0341263, 0.0427156], [0.0109136, 0.0456486, 0.0581794]]),
    ("`linear`", [[0.0376664, 0.0455164, 0.0586080], [0.0546896, 0.0582185, 0.0814174]]),
];

/// Mean absolute error by quarter of the forecasts without a model that say something of quarters.
pub const NAIVE_QUARTERS: [(&str, f64); 2] =
    [("no change", 0.0703120), ("closures alone, nothing spreads", 0.0357101)];

/// Mean absolute error by quarter of the input functions, for both weights.
pub const QUARTERS: [[f64; 2]; 5] = [
    [0.2490552, 0.2870928],
    [0.1656469, 0.1950937],
    [0.0591133, 0.0584041],
    [0.0446799, 0.0432397],
    [0.0210457, 0.0074228],
];

/// Choices other than those meant, one at a time.
pub const CHOICES: [(&str, [f64; 3]); 15] = [
    ("as meant", [-0.0079584, 0.0341969, 0.0404981]),
    ("missing cells 0", [0.0051181, 0.0330853, 0.0394657]),
    ("missing cells 1", [-0.1274363, 0.1274363, 0.1654649]),
    ("default rule of criticality", [0.0375757, 0.0454320, 0.0584571]),
    ("survey as edited after the event", [0.0260216, 0.0346322, 0.0423149]),
    ("`rationing = \"intermediate-first\"`", [0.0005934, 0.0260399, 0.0335995]),
    ("`inventory_restoration_tau = 10`", [-0.0248038, 0.0416773, 0.0483052]),
    ("labour lost as firms reported it", [-0.1332898, 0.1332898, 0.1496460]),
    ("no labour lost", [0.0812173, 0.0812173, 0.1101702]),
    ("households: forecast, fading from 4 May to 1 July", [-0.0111432, 0.0363704, 0.0435548]),
    ("households: leisure, while closed", [-0.0066837, 0.0332547, 0.0404588]),
    ("households: all on-site consumption, while closed", [-0.0164355, 0.0319350, 0.0413491]),
    ("households want what they wanted", [-0.0130129, 0.0350316, 0.0424010]),
    ("other final demand −10 % everywhere", [-0.0039273, 0.0350165, 0.0413165]),
    ("other final demand unchanged", [0.0194738, 0.0415432, 0.0507994]),
];

/// One cell of the survey.
pub const CELL: (&str, [f64; 3]) = (
    "one missing cell 1: personal services for telecommunications",
    [-0.1267044, 0.1267044, 0.1647342],
);
